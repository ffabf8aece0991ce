// The command lines of one compiler, one precompiled header, one link. What is in them decides what comes out: keys are made of them.
#pragma once

#include "builder/build_plan.hpp"
#include "builder/builder.hpp"
#include "builder/job.hpp"
#include "builder/toolchain.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace asista::builder {

// Everything that shapes an object besides the source's text and the headers: the plan's flags, the family's needs, the tier's.
std::vector<std::string> object_flags(const Toolchain& tools, const Unit& unit, Tier tier);
std::uint64_t object_key(const Toolchain& tools, const Unit& unit, Tier tier, std::uint64_t source_hash);

// `header`: a finished precompiled header to begin with; empty: none. For g++ a text file of that name without its ending lies beside it.
Command compile_command(const Toolchain& tools, const Unit& unit, Tier tier, const std::filesystem::path& object,
                        const std::filesystem::path& depfile, const std::filesystem::path& header);

// What becomes of functions that a header defines: made anew in each object that begins with it, or once, in an object of the header's own
// that every link needs then. The second takes clang.
enum class HeaderCode { in_each_object, in_own_object };
Command header_command(const Toolchain& tools, const Unit& unit, Tier tier, HeaderCode code, const std::filesystem::path& text,
                       const std::filesystem::path& header, const std::filesystem::path& depfile);
// That object.
Command header_object_command(const Toolchain& tools, const Unit& unit, Tier tier, const std::filesystem::path& header,
                              const std::filesystem::path& object);
std::string header_kind(const Toolchain& tools); // ".pch" or ".gch"

// What a link is made of.
struct LinkInputs {
    std::vector<std::filesystem::path> objects;
    std::vector<std::filesystem::path> header_objects; // functions of theirs that nobody calls are left out
};
// Can the linker be called without the compiler's driver?
bool can_link_directly(const Toolchain& tools, const BuildPlan& plan);
Command direct_link_command(const Toolchain& tools, const Sdk& sdk, const BuildPlan& plan, const LinkInputs& inputs,
                            const std::filesystem::path& library);
Command driver_link_command(const Toolchain& tools, const Sdk& sdk, const BuildPlan& plan, const LinkInputs& inputs,
                            const std::filesystem::path& library);
std::uint64_t library_key(const Toolchain& tools, const Sdk& sdk, const BuildPlan& plan, Tier tier,
                          const std::vector<std::uint64_t>& objects);

} // namespace asista::builder
