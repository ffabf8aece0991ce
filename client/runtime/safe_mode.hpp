// Knows how the last starts of the client ended: a file in the profile is there from a start until its good end.
#pragma once

#include "wire/result.hpp"

#include <cstdint>
#include <filesystem>

namespace asista::runtime {

inline constexpr std::uint32_t unclean_starts_for_offer = 2;

// One run of the client. Making it marks the start; ended_well() takes the mark away. [core]
class StartMark {
  public:
    // `profile`: an existing folder of this run alone. A file that cannot be read counts as no unclean start; one that cannot be written
    // is an error of which nothing follows but that the next run will not know.
    static Result<StartMark> set(const std::filesystem::path& profile);
    // Starts in a row before this one that did not end well.
    std::uint32_t unclean_before() const { return unclean_before_; }
    Result<void> ended_well();

  private:
    StartMark(std::filesystem::path file, std::uint32_t unclean_before)
        : file_(std::move(file)), unclean_before_(unclean_before) {}
    std::filesystem::path file_;
    std::uint32_t unclean_before_ = 0;
};

} // namespace asista::runtime
