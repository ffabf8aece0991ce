#include "runtime/safe_mode.hpp"

#include <algorithm>
#include <fstream>

namespace asista::runtime {

namespace {
constexpr const char* file_name = "unclean-starts";
constexpr std::uint32_t most = 1'000;
} // namespace

Result<StartMark> StartMark::set(const std::filesystem::path& profile) {
    const auto file = profile / file_name;
    std::uint32_t unclean = 0;
    if (std::ifstream in(file); !(in >> unclean)) unclean = 0;
    unclean = std::min(unclean, most);
    // In place and unsynced: a power cut may lose it, which is a start less that counts.
    std::ofstream out(file, std::ios::trunc);
    out << unclean + 1 << '\n';
    out.close();
    if (!out) return fail_errno(fmt::format("note the start in {}", file.string()));
    return StartMark(file, unclean);
}

Result<void> StartMark::ended_well() {
    std::error_code error;
    std::filesystem::remove(file_, error);
    if (error) return fail(Errc::io, "remove {}: {}", file_.string(), error.message());
    return {};
}

} // namespace asista::runtime
