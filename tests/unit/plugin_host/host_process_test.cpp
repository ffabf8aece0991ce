// The real program with real plugins.
#include "host_driver.hpp"

#include <chrono>
#include <cstdio>
#include <doctest/doctest.h>
#include <fstream>

using namespace asista;
using testing::HostDriver;

namespace {
std::string why(const auto& result) { return result ? "" : result.error().message; }

// Kilobytes of a field of smaps_rollup.
long memory_kb(pid_t pid, std::string_view field) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/smaps_rollup");
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with(field)) return std::stol(line.substr(field.size()));
    }
    return -1;
}
} // namespace

TEST_CASE("the ImGui demo draws within its panel and in windows of its own") {
    HostDriver host({.library = HostDriver::plugin("ai.asista.imgui-demo")});
    const auto reply = host.hello();
    INFO(why(reply), host.output());
    REQUIRE(reply);
    const auto loaded = std::chrono::steady_clock::now();
    REQUIRE((host.widgets.size() + host.pages.size()) > 0);
    for (const auto& widget : host.widgets) host.show(widget.surface, {100, 100, 400, 300});
    for (const auto& page : host.pages) host.show(page.surface, {200, 50, 900, 700});

    const auto drawn = host.draw();
    const auto first_frame = std::chrono::steady_clock::now();
    INFO(why(drawn), host.output());
    REQUIRE(drawn);
    const auto settled = host.settle();
    INFO(why(settled));
    CHECK(settled);

    CHECK(host.frame().vertices.size() > 100);
    CHECK(host.frame().surfaces.size() >= 1);
    const auto ms = [](auto d) { return std::chrono::duration<double, std::milli>(d).count(); };
    std::printf("hello %.2f ms, first frame %.2f ms, load %u us, tier %s, vertices %zu, draw %u us, PSS %ld kB, dirty %ld kB\n",
                ms(loaded - host.spawned()), ms(first_frame - host.spawned()), reply->load_us, reply->tier.c_str(), host.frame().vertices.size(),
                host.frame().header.draw_time_us, memory_kb(host.pid(), "Pss:"), memory_kb(host.pid(), "Private_Dirty:"));
}
