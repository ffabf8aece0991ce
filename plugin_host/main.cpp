// asista-plugin-host <plugin id> [tier [sanitizer]]: runs one plugin, with the last word one that is built with sanitizers. Started by the
// client only; the descriptors it expects are in host.hpp. A spare is started with another word, padded so that the id fits in its place
// later.
// asista-plugin-host --probe [namespaces]: tries the sandbox without any plugin and says what holds; see sandbox.hpp.
#include "host.hpp"
#include "process_title.hpp"
#include "sandbox.hpp"

#include <cstdio>
#include <fcntl.h>
#include <string_view>

int main(int argc, char** argv) {
    using namespace asista;
    if (argc >= 2 && std::string_view(argv[1]) == "--probe")
        return host::probe(argc == 3 && std::string_view(argv[2]) == "namespaces");
    const auto tier = argc >= 3 ? parse_tier(argv[2]) : SandboxTier::b;
    const bool sanitizer = argc == 4 && std::string_view(argv[3]) == "sanitizer";
    if (argc < 2 || argc > 4 || (argc == 4 && !sanitizer) || !tier || ::fcntl(host::channel_fd, F_GETFD) < 0) {
        std::fputs("asista-plugin-host is started by asista; it is of no use by itself\n", stderr);
        return 64; // EX_USAGE
    }
    const std::string_view name = argv[1];
    return host::run(name.substr(0, name.find(' ')), *tier, sanitizer ? host::PluginBuild::sanitizer : host::PluginBuild::plain,
                     host::argument_block(argc, argv));
}
