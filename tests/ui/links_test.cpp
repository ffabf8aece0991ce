// Links in the notes of a task, in the whole client: what is pressed reaches the program that the person opens addresses with.
#include "desk.hpp"
#include "driver.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace {
namespace fs = std::filesystem;
using asista::test::ClientProcess;
using asista::test::Desk;
using asista::test::WindowDriver;

// While it lives, addresses are not opened but written down.
class Browser {
  public:
    explicit Browser(const fs::path& folder) : opened_(folder / "opened"), path_(std::getenv("PATH")) {
        fs::create_directories(folder / "bin");
        const auto program = folder / "bin" / "xdg-open";
        std::ofstream(program) << fmt::format("#!/bin/sh\necho \"$@\" >> '{}'\n", opened_.string());
        fs::permissions(program, fs::perms::owner_all);
        ::setenv("PATH", fmt::format("{}:{}", (folder / "bin").string(), path_).c_str(), 1);
    }
    ~Browser() { ::setenv("PATH", path_.c_str(), 1); }
    Browser(const Browser&) = delete;
    Browser& operator=(const Browser&) = delete;

    std::string opened() const {
        std::ifstream in(opened_);
        return {std::istreambuf_iterator<char>(in), {}};
    }

  private:
    fs::path opened_;
    std::string path_;
};

void write_notes(WindowDriver& window) {
    window(R"(type "Plan the trip\n" into "Add a task")");
    window(R"(click link "All")");
    window(R"(click row "Plan the trip")");
    window(R"(click button "Edit")");
    window(R"do(type "Trains: https://trains.example/?from=a&to=b [x](javascript:alert)")do");
    window(R"(click button "Done")");
}
} // namespace

TEST_CASE("a link in notes opens where the person opens addresses, and in a kiosk nowhere") {
    const Desk desk;
    const Browser browser(desk.dir.path());
    const std::vector<std::string> flags{"--headless", "--page", "tasks"};
    {
        ClientProcess client(desk.dir.path(), flags);
        WindowDriver window(desk.dir / "driver");
        write_notes(window);

        window(R"(click link "https://trains.example")");

        CHECK(ClientProcess::until([&] { return browser.opened() == "https://trains.example/?from=a&to=b\n"; }));
        CHECK(client.close() == 0);
    }
    {
        auto kiosk_flags = flags;
        kiosk_flags.emplace_back("--kiosk");
        ClientProcess client(desk.dir.path(), kiosk_flags);
        WindowDriver window(desk.dir / "driver");
        window(R"(click link "All")");
        window(R"(click row "Plan the trip")");

        window(R"(click link "https://trains.example")");

        window(R"(wait text "Links are not opened here")");
        CHECK(client.close() == 0);
        CHECK(browser.opened() == "https://trains.example/?from=a&to=b\n");
    }
}
