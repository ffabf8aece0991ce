// The plugin whose card is one colour, and may move: builds of it are told apart by a pixel.
#pragma once

#include "bench.hpp"
#include "bench_host.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <string>

namespace asista::bench {

inline constexpr const char* swatch_id = "test.bench.swatch";

enum class Motion { still, moving };

// SwatchBuilds of the swatch: each is the same library with another colour in it.
class SwatchBuilds {
  public:
    static Result<SwatchBuilds> read(Motion motion) {
        SwatchBuilds builds;
        builds.motion_ = motion;
        builds.library_ = TRY(read_file(bench_plugin(swatch_id, "plugin.so")));
        builds.at_ = builds.library_.find("ASISTA-BENCH-SWATCH: ");
        if (builds.at_ == std::string::npos) return fail(Errc::invalid, "the swatch plugin has no place for its colour");
        return builds;
    }
    // No two builds in a row have one colour, and no colour of the theme is among them.
    static std::uint32_t color(int build) { return 0xE00000U + static_cast<std::uint32_t>(build % 250) * 0x100 + 0x40; }
    std::string library(int build) const {
        auto bytes = library_;
        const auto words = fmt::format("{:06x} {}", color(build), motion_ == Motion::moving ? "moving" : "still ");
        return bytes.replace(at_ + 21, words.size(), words);
    }

  private:
    SwatchBuilds() = default;
    std::string library_;
    std::size_t at_ = 0;
    Motion motion_{};
};

} // namespace asista::bench
