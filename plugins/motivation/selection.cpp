#include "selection.hpp"

#include "occasion.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace asista::motivation {
namespace {

Tags time_tag(int minute_of_day) {
    const int hour = minute_of_day / 60;
    if (hour < 5 || hour >= 22) return tag::night;
    if (hour < 11) return tag::morning;
    if (hour < 14) return tag::midday;
    return hour < 18 ? tag::afternoon : tag::evening;
}

Tags week_tag(int weekday) {
    if (weekday == 0) return tag::monday;
    if (weekday <= 3) return tag::midweek;
    return weekday == 4 ? tag::friday : tag::weekend;
}

Tags date_tag(const Moment& now) {
    Tags tags = now.day_of_month <= 2 ? tag::month_start : 0;
    if (now.month == 1 && now.day_of_month <= 7) tags |= tag::year_start;
    if (now.month == 12 && now.day_of_month >= 20) tags |= tag::year_end;
    return tags;
}

Tags energy_tag(const std::optional<Level>& energy) {
    if (!energy) return 0;
    if (*energy <= Level::s) return tag::low;
    return *energy == Level::m ? tag::steady : tag::high;
}

Tags done_tags(const Stats& stats) {
    const bool active_today = stats.finished_today > 0 || stats.habits_done_today > 0;
    if (!active_today) return stats.quiet_days && *stats.quiet_days >= 3 ? tag::back : 0;
    Tags tags = stats.finished_today >= 1 ? tag::progress : 0;
    if (stats.finished_today >= 4) tags |= tag::big_day;
    return tags;
}

Tags plan_tags(const Stats& stats) {
    Tags tags = 0;
    if (stats.tasks_known && stats.due_today <= 2) tags |= tag::light_load;
    if (stats.due_today >= 6) tags |= tag::heavy_load;
    if (stats.goals_active > 0) tags |= tag::goal_open;
    if (stats.goals_moved > 0) tags |= tag::goal_moved;
    if (stats.nearest_goal && stats.nearest_goal->percent >= 80) tags |= tag::goal_near;
    if (stats.habits_today > 0) tags |= stats.habits_done_today >= stats.habits_today ? tag::habits_done : tag::habits_open;
    return tags;
}

unsigned weight(Tags when) {
    unsigned conditions = 0;
    for (const Tags one : group::all) conditions += (when & one) != 0 ? 1 : 0;
    return 2 + 3 * conditions;
}

} // namespace

Tags tags_of(const Moment& now, const Stats& stats, const std::optional<Level>& energy) {
    return time_tag(now.minute_of_day) | week_tag(now.weekday) | date_tag(now) | energy_tag(energy) | done_tags(stats) |
           plan_tags(stats);
}

bool suits(Tags when, Tags moment) {
    for (const Tags one : group::all) {
        if ((when & one) != 0 && (when & moment & one) == 0) return false;
    }
    return true;
}

bool Shown::recently(std::uint32_t id, DayNumber today) const {
    const auto found = days_.find(id);
    return found != days_.end() && today - found->second < no_repeat_days;
}

void Shown::mark(std::uint32_t id, DayNumber today) {
    forget_old(today);
    days_[id] = today;
}

std::optional<DayNumber> Shown::last(std::uint32_t id) const {
    const auto found = days_.find(id);
    if (found == days_.end()) return std::nullopt;
    return found->second;
}

void Shown::forget_old(DayNumber today) {
    std::erase_if(days_, [today](const auto& entry) { return today - entry.second >= no_repeat_days; });
}

std::uint64_t mixed(std::uint64_t seed) { // splitmix64, S. Vigna, public domain
    seed += 0x9E3779B97F4A7C15u;
    seed = (seed ^ (seed >> 30)) * 0xBF58476D1CE4E5B9u;
    seed = (seed ^ (seed >> 27)) * 0x94D049BB133111EBu;
    return seed ^ (seed >> 31);
}

std::vector<Phrase> built_in_phrases() {
    std::vector<Phrase> all;
    for (const auto part : {everyday_phrases(), moment_phrases(), classic_phrases(), calendar_phrases()}) {
        all.insert(all.end(), part.begin(), part.end());
    }
    return all;
}

namespace {

// Lines of one kind, gathered for a draw.
struct Fresh {
    std::vector<std::pair<const Phrase*, std::uint64_t>> lines; // with their weights
    std::uint64_t total = 0;

    void add(const Phrase& line, double liking) {
        const auto share = static_cast<std::uint64_t>(std::max(1L, std::lround(weight(line.when) * 16 * liking)));
        lines.emplace_back(&line, share);
        total += share;
    }
    const Phrase* draw(std::uint64_t seed) const {
        std::uint64_t at = mixed(seed) % total;
        for (const auto& [line, share] : lines) {
            if (at < share) return line;
            at -= share;
        }
        return lines.back().first;
    }
};

bool is_quotation(const Phrase& line) { return line.author != "Asista"; }

} // namespace

const Phrase* pick(std::span<const Phrase> lines, const Draw& draw, const Shown& shown) {
    Fresh welcomes, special, usual, disliked;
    const Phrase* oldest = nullptr;
    DayNumber oldest_day = 0;
    const bool is_back = (draw.moment & tag::back) != 0;
    for (const Phrase& line : lines) {
        if (!suits(line.when, draw.moment)) continue;
        bool is_special = false;
        if (!line.on.empty()) {
            const ParsedOccasion parsed = parse_occasion(line.on);
            if (!parsed.occasion || !parsed.occasion->holds(draw.now, draw.moment)) continue;
            is_special = parsed.occasion->is_special();
        }
        const std::uint32_t id = line_id(line.text);
        if (shown.recently(id, draw.now.day)) {
            const DayNumber day = *shown.last(id);
            if (!oldest || day < oldest_day) {
                oldest = &line;
                oldest_day = day;
            }
            continue;
        }
        const double liking = draw.taste ? draw.taste->weight(id, traits_of(line.when, draw.source, is_quotation(line))) : 1.0;
        if (liking <= 0)
            disliked.add(line, 1);
        else if (is_back && (line.when & tag::back) != 0)
            welcomes.add(line, liking);
        else if (is_special)
            special.add(line, liking);
        else
            usual.add(line, liking);
    }
    for (const Fresh* fresh : {&welcomes, &special, &usual}) {
        if (!fresh->lines.empty()) return fresh->draw(draw.seed);
    }
    if (draw.when_all_shown == WhenAllShown::none) return nullptr;
    if (oldest) return oldest;
    return disliked.lines.empty() ? nullptr : disliked.draw(draw.seed);
}

std::vector<Phrase> own_phrases(const std::vector<OwnLine>& own, const std::vector<SavedLine>& saved) {
    std::vector<Phrase> lines;
    for (const OwnLine& line : own) {
        const ParsedOccasion parsed = parse_occasion(line.when);
        if (!parsed.occasion) continue;
        const bool special = parsed.occasion->is_special();
        lines.push_back(
            {parsed.occasion->words(), line.text, line.author, special ? std::string_view(line.when) : std::string_view()});
    }
    for (const SavedLine& line : saved) lines.push_back({tag::any, line.text, line.author, {}});
    return lines;
}

namespace {
constexpr Tags public_groups = group::time | group::week | group::date;
}

std::vector<Phrase> public_phrases() {
    std::vector<Phrase> lines = built_in_phrases();
    std::erase_if(lines, [](const Phrase& line) { return (line.when & ~public_groups) != 0; });
    return lines;
}

Tags public_tags(const Moment& now) { return tags_of(now, Stats{}, {}) & public_groups; }

InstantMs next_change_ms(InstantMs shown_at, const Moment& now) {
    if (shown_at > now.at_ms) return now.at_ms;
    const Moment due = moment_at(shown_at + ms_per_hour, now.utc_offset_s);
    const InstantMs midnight = InstantMs{due.day} * ms_per_day - InstantMs{now.utc_offset_s} * 1000;
    if (due.minute_of_day < 7 * 60) return midnight + 7 * ms_per_hour;
    if (due.minute_of_day >= 23 * 60) return midnight + ms_per_day + 7 * ms_per_hour;
    return due.at_ms;
}

} // namespace asista::motivation
