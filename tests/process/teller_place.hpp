// A profile's folder, and the plugin of tests/process/fixtures/teller in the folder of plugins, in the build that a test wants.
#pragma once

#include "build_folder.hpp"
#include "temp_dir.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <string>

namespace asista::test {

inline constexpr const char* teller_id = "test.fixture.teller";

struct TellerPlace {
    TempDir dir;
    TellerPlace() {
        std::filesystem::create_directories(dir / "profile");
        put_build("1", true);
        write_file_by_rename(folder() / "manifest.json",
                             read_file(build_folder() / "test-plugins" / teller_id / "manifest.json"));
    }
    std::filesystem::path folder() const { return dir / "plugins" / teller_id; }
    // Another build of it; `resumes`: it goes on with the answers of the one before.
    void put_build(const std::string& number, bool resumes) const {
        const std::string words = "ASISTA-TELLER build=1 resumes=y";
        auto library = read_file(build_folder() / "test-plugins" / teller_id / "plugin.so");
        const auto at = library.find(words);
        REQUIRE(at != std::string::npos);
        library.replace(at, words.size(), "ASISTA-TELLER build=" + number + " resumes=" + (resumes ? "y" : "n"));
        std::filesystem::create_directories(folder());
        write_file_by_rename(folder() / "plugin.so", library);
    }
};

} // namespace asista::test
