// Time zones: the same as the C library says, at every kind of instant, and what clocks that turn do to times.
#include "support.hpp"

#include "services/zones.hpp"

#include <cstdlib>
#include <ctime>
#include <random>

using namespace asista;
using namespace asista::test;

namespace {

// 2026-03-29: clocks in Berlin go from 2:00 to 3:00; 2026-10-25: from 3:00 back to 2:00.
constexpr DayNumber spring = 20'541, autumn = 20'751;
constexpr InstantMs day_ms = 86'400'000;

class LibraryZone {
  public:
    explicit LibraryZone(const char* name) {
        const char* const old = std::getenv("TZ");
        if (old != nullptr) before_ = old;
        set(name);
    }
    ~LibraryZone() { before_.empty() ? unsetenv("TZ") : setenv("TZ", before_.c_str(), 1), tzset(); }
    std::int32_t offset_at(InstantMs instant) const {
        const std::time_t seconds = instant / 1000;
        std::tm local{};
        localtime_r(&seconds, &local);
        return static_cast<std::int32_t>(local.tm_gmtoff);
    }

  private:
    static void set(const char* name) {
        setenv("TZ", name, 1);
        tzset();
    }
    std::string before_;
};

} // namespace

TEST_CASE("offsets are those of the C library") {
    Zones zones;
    for (const char* name : {"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Sao_Paulo",
                             "Africa/Casablanca", "Pacific/Apia", "Europe/Dublin", "America/Nuuk", "UTC", "Etc/GMT-2"}) {
        CAPTURE(name);
        const Zone& zone = *must(zones.find(name));
        const LibraryZone library(name);
        std::mt19937_64 random(7);
        for (int i = 0; i < 2'000; ++i) {
            // From 1902 to 2199.
            const InstantMs instant = static_cast<InstantMs>(random() % 9'400'000'000) * 1000 - 2'145'000'000'000;
            CAPTURE(instant);
            REQUIRE(zone.offset_at(instant) == library.offset_at(instant));
            // There and back, but for the hour that clocks show twice.
            const InstantMs again = zone.instant(zone.wall(instant));
            REQUIRE(zone.wall(again) == zone.wall(instant));
        }
    }
}

TEST_CASE("a time that clocks leave out is as much later and one that they show twice is the first") {
    Zones zones;
    const Zone& berlin = *must(zones.find("Europe/Berlin"));
    const auto wall = [](DayNumber day, int hour, int minutes) { return day * day_ms + hour * 3'600'000 + minutes * 60'000; };
    struct Variant {
        InstantMs wall, shown, offset_h;
    };
    for (const auto& [at, shown, offset_h] : {
             Variant{wall(spring, 1, 59), wall(spring, 1, 59), 1},
             Variant{wall(spring, 2, 30), wall(spring, 3, 30), 2},
             Variant{wall(spring, 3, 0), wall(spring, 3, 0), 2},
             Variant{wall(autumn, 1, 59), wall(autumn, 1, 59), 2},
             Variant{wall(autumn, 2, 30), wall(autumn, 2, 30), 2},
             Variant{wall(autumn, 3, 0), wall(autumn, 3, 0), 1},
         }) {
        CAPTURE(at);
        const InstantMs instant = berlin.instant(at);
        CHECK(berlin.wall(instant) == shown);
        CHECK(berlin.offset_at(instant) == offset_h * 3600);
    }
}

TEST_CASE("a zone that is not there or is no name is refused") {
    Zones zones;
    for (const char* name :
         {"", "Europe/Nowhere", "../../etc/passwd", "/etc/localtime", "Europe", "zone.tab", "Europe/Berlin\n"}) {
        CAPTURE(name);
        CHECK(error_of(zones.find(name)).code == Errc::not_found);
    }
    Zones empty("/nonexistent");
    CHECK(must(empty.find("UTC"))->offset_at(now) == 0);
    CHECK(must(empty.names()) == std::vector<std::string>{"UTC"});
    CHECK(must(zones.names()).size() > 300);
}

TEST_CASE("a damaged file of a zone is refused") {
    std::string good("TZif2", 5);
    CHECK(error_of(Zone::parse("")).code == Errc::invalid);
    CHECK(error_of(Zone::parse("PNG")).code == Errc::invalid);
    CHECK(error_of(Zone::parse(good)).code == Errc::invalid);
    good.append(15, '\0').append(24, '\xFF'); // counts beyond any bound
    CHECK(error_of(Zone::parse(good)).code == Errc::invalid);
}
