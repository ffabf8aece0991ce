// A profile with the probe plugin in its plugins directory, and a person who installs it.
#pragma once

#include "client_process.hpp"
#include "temp_dir.hpp"

#include <doctest/doctest.h>

namespace asista::test {

inline constexpr const char* probe = "test.ui.probe";

// A profile whose plugins directory holds the probe, not installed.
struct Desk {
    Desk() {
        const auto folder = ClientProcess::plugins_of(dir.path()) / probe;
        std::filesystem::create_directories(folder);
        for (const auto* file : {"plugin.so", "manifest.json"})
            std::filesystem::copy_file(std::filesystem::path(ASISTA_TEST_PLUGINS) / probe / file, folder / file);
    }
    TempDir dir;
};

// Installs through the question that a person sees.
inline void install(const ClientProcess& client) {
    client.window()(R"(click button "Install")"); // waits while the question takes no clicks yet
    REQUIRE(ClientProcess::until(
        [&] { return client.query("SELECT plugin_id FROM plugin_installations WHERE installed = 1") == probe; }));
}

} // namespace asista::test
