#include "builder/tool_commands.hpp"

#include "builder/file_hashes.hpp"

namespace asista::builder {

namespace fs = std::filesystem;

namespace {
constexpr const char* format = "1"; // of everything a key is made of; another number forgets what was built before

// g++ and clang mean the same by these.
void add(std::vector<std::string>& to, const std::vector<std::string>& more) { to.insert(to.end(), more.begin(), more.end()); }

std::uint64_t hash_all(const std::vector<std::string>& words) {
    std::string all;
    for (const auto& word : words) {
        all += word;
        all += '\n';
    }
    return hash_of(all);
}

std::string stamp_text(const fs::path& file) {
    const auto stamp = stamp_of(file);
    return file.string() + (stamp ? hex(static_cast<std::uint64_t>(stamp->modified_ns)) + hex(stamp->size) : "-");
}

// Warnings and errors in English, without colours, and enough of them.
std::vector<std::string> manner(const Toolchain& tools) {
    if (tools.family == Family::clang) return {"-fno-color-diagnostics", "-ferror-limit=50"};
    return {"-fdiagnostics-color=never", "-fmax-errors=50", "-fmessage-length=0"};
}
} // namespace

std::vector<std::string> object_flags(const Toolchain& tools, const Unit& unit, Tier tier) {
    auto flags = unit.flags;
    // g++ marks ordinary inline variables as unique in the process, which pins the first of several versions of a library. clang does
    // not; it may not know g++'s warnings.
    flags.emplace_back(tools.family == Family::gnu ? "-fno-gnu-unique" : "-Wno-unknown-warning-option");
    add(flags, {"-fPIC", tier == Tier::quick ? "-O0" : "-O2", "-g"});
    return flags;
}

std::uint64_t object_key(const Toolchain& tools, const Unit& unit, Tier tier, std::uint64_t source_hash) {
    auto words = object_flags(tools, unit, tier);
    add(words, {format, hex(tools.identity), unit.directory.string(), unit.source.string(), hex(source_hash)});
    return hash_all(words);
}

std::string header_kind(const Toolchain& tools) { return tools.family == Family::clang ? ".pch" : ".gch"; }

Command compile_command(const Toolchain& tools, const Unit& unit, Tier tier, const fs::path& object, const fs::path& depfile,
                        const fs::path& header) {
    Command command{tools.compiler, object_flags(tools, unit, tier), unit.directory};
    add(command.arguments, manner(tools));
    if (!header.empty() && tools.family == Family::clang)
        add(command.arguments, {"-include-pch", header.string()});
    else if (!header.empty())
        add(command.arguments, {"-include", fs::path(header).replace_extension().string()});
    add(command.arguments, {"-MD", "-MF", depfile.string(), "-c", unit.source.string(), "-o", object.string()});
    return command;
}

Command header_command(const Toolchain& tools, const Unit& unit, Tier tier, HeaderCode code, const fs::path& text,
                       const fs::path& header, const fs::path& depfile) {
    Command command{tools.compiler, object_flags(tools, unit, tier), unit.directory};
    add(command.arguments, manner(tools));
    // Templates that the headers use are made there, once: two fifths of what is left of compiling a small plugin. And a header that was
    // only touched, by a checkout for instance, is the same.
    if (tools.family == Family::clang)
        add(command.arguments, {"-fpch-instantiate-templates", "-fpch-validate-input-files-content"});
    if (code == HeaderCode::in_own_object) command.arguments.emplace_back("-fpch-codegen");
    add(command.arguments, {"-w", "-MD", "-MF", depfile.string(), "-x", "c++-header", text.string(), "-o", header.string()});
    return command;
}

Command header_object_command(const Toolchain& tools, const Unit& unit, Tier tier, const fs::path& header,
                              const fs::path& object) {
    Command command{tools.compiler, object_flags(tools, unit, tier), unit.directory};
    // Sections, so that a link leaves out what nobody calls: some of it needs functions that no library offers. Lines are enough for the
    // stack of a crash; the types are described where they are used.
    add(command.arguments, {"-Qunused-arguments", "-w", "-ffunction-sections", "-fdata-sections", "-gline-tables-only", "-c",
                            header.string(), "-o", object.string()});
    return command;
}

bool can_link_directly(const Toolchain& tools, const BuildPlan& plan) {
    return !tools.linker.empty() && !tools.begin_object.empty() && !tools.libraries.empty() && plan.link_flags.empty();
}

Command direct_link_command(const Toolchain& tools, const Sdk& sdk, const BuildPlan& plan, const LinkInputs& inputs,
                            const fs::path& library) {
    // What is undefined is an error here, with its name, and not at the first start. So the libraries are named, although the plugin host
    // has all of them loaded; it also gives references their versions.
    std::vector<std::string> words{
        "-shared", "-Bsymbolic", "--eh-frame-hdr", "--hash-style=gnu", "--build-id", "-z", "relro", "-z", "now", "-z",
        "defs",    "-o",         library.string()};
    if (!sdk.exports.empty()) words.push_back("--version-script=" + sdk.exports.string());
    if (!inputs.header_objects.empty()) words.emplace_back("--gc-sections");
    words.push_back(tools.begin_object.string());
    for (const auto& object : inputs.objects) words.push_back(object.string());
    for (const auto& object : inputs.header_objects) words.push_back(object.string());
    for (const auto& file : plan.libraries) words.push_back(file.string());
    if (!sdk.imgui_library.empty()) words.push_back(sdk.imgui_library.string());
    words.emplace_back("--as-needed");
    for (const auto& file : tools.libraries) words.push_back(file.string());
    words.push_back(tools.end_object.string());
    return {tools.linker, std::move(words), library.parent_path(), Priority::low, 0};
}

Command driver_link_command(const Toolchain& tools, const Sdk& sdk, const BuildPlan& plan, const LinkInputs& inputs,
                            const fs::path& library) {
    std::vector<std::string> words{"-shared", "-Wl,-Bsymbolic", "-Wl,--build-id", "-o", library.string()};
    if (plan.link_flags.empty()) words.emplace_back("-Wl,-z,defs"); // a sanitizer's run-time library is found in the host
    if (!tools.linker.empty()) words.push_back("-fuse-ld=" + tools.linker_kind);
    if (!sdk.exports.empty()) words.push_back("-Wl,--version-script=" + sdk.exports.string());
    if (!inputs.header_objects.empty()) words.emplace_back("-Wl,--gc-sections");
    add(words, plan.link_flags);
    for (const auto& object : inputs.objects) words.push_back(object.string());
    for (const auto& object : inputs.header_objects) words.push_back(object.string());
    for (const auto& file : plan.libraries) words.push_back(file.string());
    if (!sdk.imgui_library.empty()) words.push_back(sdk.imgui_library.string());
    return {tools.compiler, std::move(words), library.parent_path(), Priority::low, 0};
}

std::uint64_t library_key(const Toolchain& tools, const Sdk& sdk, const BuildPlan& plan, Tier tier,
                          const std::vector<std::uint64_t>& objects) {
    auto words = driver_link_command(tools, sdk, plan, {}, {}).arguments;
    add(words, {format, hex(tools.identity), tier == Tier::quick ? "quick" : "optimised", stamp_text(sdk.imgui_library),
                stamp_text(sdk.exports)});
    for (const auto& file : plan.libraries) words.push_back(stamp_text(file));
    for (const auto object : objects) words.push_back(hex(object));
    return hash_all(words);
}

} // namespace asista::builder
