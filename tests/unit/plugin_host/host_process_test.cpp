// The real program with real plugins.
#include "host_driver.hpp"

#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>
#include <memory>
#include <set>

using namespace asista;
using testing::HostDriver;

namespace {
std::string why(const auto& result) { return result ? "" : result.error().message; }
bool is_sandboxed(const calls::Hello::Reply& reply) { return !reply.tier.starts_with("developer"); }

// Kilobytes of a field of smaps_rollup.
long memory_kb(pid_t pid, std::string_view field) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/smaps_rollup");
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with(field)) return std::stol(line.substr(field.size()));
    }
    return -1;
}
void show_all(HostDriver& host) {
    for (const auto& widget : host.widgets) host.show(widget.surface, {100, 100, 400, 300});
    for (const auto& page : host.pages) host.show(page.surface, {200, 50, 900, 700});
}
} // namespace

TEST_CASE("the demos draw, answer to a click and come to rest") {
    for (const char* const id : {"ai.asista.imgui-demo", "ai.asista.implot-demo"}) {
        CAPTURE(id);
        HostDriver host({.library = HostDriver::plugin(id)});
        const auto reply = host.hello();
        INFO(why(reply), host.output());
        REQUIRE(reply);
        REQUIRE(host.widgets.size() + host.pages.size() > 0);
        show_all(host);
        const auto settled = host.settle();
        INFO(why(settled), host.output());
        REQUIRE(settled);
        const std::size_t before = host.frame().vertices.size();
        CHECK(before > 100);

        // Somewhere in the upper half a heading opens.
        bool changed = false;
        for (float y = 100; y < 500 && !changed; y += 12) {
            host.move(320, y);
            host.press(true);
            REQUIRE(host.draw());
            host.press(false);
            REQUIRE(host.settle());
            changed = host.frame().vertices.size() > before + 200;
        }
        CHECK(changed);
        CHECK(host.order<calls::Activate>({}));
        CHECK(host.order<calls::Deactivate>({}));
        CHECK(host.wait_for_end() == 0);
    }
}

TEST_CASE("what cannot be started is answered with a sentence, and the process ends with 2") {
    std::vector<std::byte> nonsense(5000, std::byte{7});
    HostDriver host({.library = "", .library_bytes = nonsense});
    const auto reply = host.hello();
    REQUIRE_FALSE(reply);
    CHECK(reply.error().code == Errc::invalid);
    CHECK(reply.error().message == "the library is not an ELF file");
    CHECK(host.wait_for_end() == 2);
}

TEST_CASE("the process holds nothing but its own ends of what the client gave it") {
    HostDriver host({.library = HostDriver::plugin("ai.asista.imgui-demo")});
    REQUIRE(host.hello());
    std::set<std::string> held;
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator("/proc/" + std::to_string(host.pid()) + "/fd")) {
        std::string target = std::filesystem::read_symlink(entry.path());
        held.insert(target.substr(0, target.find(':')));
        ++count;
    }
    CHECK(count == 7); // null, two of the log, channel, kick, done and the loop's own
    CHECK(held == std::set<std::string>{"/dev/null", "pipe", "socket", "anon_inode"});
}

TEST_CASE("without a client the process ends, and it is of no use from a shell") {
    auto host = std::make_unique<HostDriver>(HostDriver::Options{.library = HostDriver::plugin("ai.asista.imgui-demo")});
    REQUIRE(host->hello());
    host->hang_up();
    CHECK(host->wait_for_end() == 0);
    CHECK(std::system((HostDriver::default_program() + " x 2>/dev/null").c_str()) != 0);
}

TEST_CASE("eight idle hosts share most of their memory, two and a half megabytes are a plugin's own share") {
    std::vector<std::unique_ptr<HostDriver>> hosts;
    long share_kb = 0;
    for (int i = 0; i < 8; ++i) {
        auto& host = hosts.emplace_back(
            std::make_unique<HostDriver>(HostDriver::Options{.library = HostDriver::plugin("com.example.hello")}));
        const auto reply = host->hello();
        REQUIRE(reply);
        if (!is_sandboxed(*reply)) return; // sanitizers use as much as they like
        show_all(*host);
        REQUIRE(host->settle());
    }
    for (const auto& host : hosts) share_kb += memory_kb(host->pid(), "Pss:");
    CHECK(share_kb / 8 < 2560);
    CHECK(memory_kb(hosts[0]->pid(), "Private_Dirty:") < 2000);
}
