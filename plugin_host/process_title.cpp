// The arguments are overwritten in place: moving what the kernel reads needs a right that no plugin host has.
#include "process_title.hpp"

#include <algorithm>
#include <cstring>
#include <fmt/format.h>
#include <string>
#include <sys/prctl.h>

namespace asista::host {

std::span<char> argument_block(int argc, char** argv) {
    if (argc < 2) return {};
    char* end = argv[1];
    for (int i = 1; i < argc; ++i) {
        if (argv[i] != end) return {};
        end += std::strlen(argv[i]) + 1;
    }
    return {argv[1], end};
}

void name_process(std::span<char> arguments, std::string_view plugin, SandboxTier tier) {
    ::prctl(PR_SET_NAME, fmt::format("asista:{}", plugin).c_str(), 0, 0, 0);
    const std::string title = fmt::format("{}{}{}", plugin, '\0', tier_name(tier));
    if (title.size() >= arguments.size()) return; // the last byte stays zero: else the kernel reads on into the environment
    std::ranges::copy(title, arguments.begin());
    std::ranges::fill(arguments.subspan(title.size()), '\0');
}

} // namespace asista::host
