// Time zones: what a clock shows at an instant, and back, by the system's tz database (TZif files, RFC 8536). Reads a zone's file once and
// nothing else of the machine; which zone is the person's own comes in from outside.
#pragma once

#include "wire/model.hpp"
#include "wire/result.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace asista::services {

// What a clock shows is told as the instant at which a clock in UTC shows it: a "wall" time.
class Zone {
  public:
    static Zone fixed(std::int32_t offset_s);
    // content: of a TZif file. Errc::invalid when it is none.
    static Result<Zone> parse(std::string_view content);

    std::int32_t offset_at(InstantMs instant) const; // seconds east of UTC
    InstantMs wall(InstantMs instant) const { return instant + InstantMs{offset_at(instant)} * 1000; }
    // A time that clocks show twice is the first one; one that they leave out is read by the offset before the gap (RFC 5545, 3.3.5), which
    // makes it as much later.
    InstantMs instant(InstantMs wall) const;
    // When the offset changes, within (from, to).
    std::vector<InstantMs> turns(InstantMs from, InstantMs to) const;

  private:
    struct Turn { // from this instant on
        InstantMs at;
        std::int32_t offset_s;
    };
    std::vector<Turn> turns_; // ascending
    std::int32_t first_offset_s_ = 0;
};

// Those that were asked for, read once. [core]
class Zones {
  public:
    explicit Zones(std::filesystem::path folder = "/usr/share/zoneinfo") : folder_(std::move(folder)) {}

    // By its IANA name ("Europe/Berlin"). Errc::not_found when the system has no such zone. Valid as long as this.
    Result<const Zone*> find(std::string_view name);
    // All that a person may want to choose from, ascending.
    Result<std::vector<std::string>> names() const;

  private:
    std::filesystem::path folder_;
    std::map<std::string, Zone, std::less<>> known_;
};

} // namespace asista::services
