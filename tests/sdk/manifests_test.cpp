// The manifests that come with Asista, read by the client's own parser.
#include "runtime/manifest.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

TEST_CASE("every manifest in the plugins folder is valid") {
    int seen = 0;
    for (const auto& entry : std::filesystem::directory_iterator(ASISTA_PLUGIN_SOURCES)) {
        const auto file = entry.path() / "manifest.json";
        if (!std::filesystem::exists(file)) continue;
        std::ostringstream text;
        text << std::ifstream(file).rdbuf();

        const auto manifest = asista::runtime::parse_manifest(text.str(), file.string());

        CAPTURE(file.string());
        if (!manifest) FAIL_CHECK(manifest.error().message);
        ++seen;
    }
    CHECK(seen >= 4);
}
