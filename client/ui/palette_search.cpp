#include "ui/palette_search.hpp"

#include "ui/words.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace asista::ui {
namespace {

using calls::SearchHit;
using calls::SearchKind;

struct KindWords {
    const char* group;
    const char* icon;
};
constexpr std::array<KindWords, 7> kind_words{{
    {"Tasks", "check-square"},
    {"Projects", "folder-simple"},
    {"Habits", "repeat"},
    {"Goals", "target"},
    {"Events", "calendar-blank"},
    {"Notifications", "bell"},
    {"Conversations", "chat-circle"},
}};

// What tells two of the same name apart: when, where, whether it is done.
std::string beside(const Ui& ui, const SearchHit& hit) {
    const auto joined = [](std::string first, const std::string& second) {
        return first.empty() ? second : second.empty() ? first : fmt::format("{} \u00B7 {}", first, second);
    };
    switch (hit.kind) {
    case SearchKind::task:
        return joined(hit.beside, hit.done  ? "Done"
                                  : hit.day ? words::capitalised(words::day_word(*hit.day, ui.today(), ui.dates()))
                                            : "");
    case SearchKind::project: return hit.done ? "Archived" : "";
    case SearchKind::habit: break;
    case SearchKind::goal:
        return hit.done ? "Put away" : hit.day ? fmt::format("by {}", words::day_word(*hit.day, ui.today(), ui.dates())) : "";
    case SearchKind::event: {
        if (!hit.at) break;
        const auto offset = ui.snapshot.utc_offset_s;
        return joined(words::capitalised(words::day_word(words::local_day(*hit.at, offset), ui.today(), ui.dates())),
                      words::clock_text(*hit.at, offset, ui.dates()));
    }
    case SearchKind::conversation:
    case SearchKind::notification: return hit.at ? words::relative(ui.frame.now_ms, *hit.at) : "";
    }
    return {};
}

// Each opens on its page, which is told the number.
std::function<void(Ui&)> opening(const SearchHit& hit) {
    const std::string id = std::to_string(hit.id);
    const auto page = [&id](const char* name, const char* before = "") {
        return [name, detail = before + id](Ui& ui) { ui.navigator.open(name, detail); };
    };
    switch (hit.kind) {
    case SearchKind::task: return page("tasks");
    case SearchKind::project: return page("tasks", "project:");
    case SearchKind::habit: return page("habits");
    case SearchKind::goal: return page("goals");
    case SearchKind::event: return page("calendar");
    case SearchKind::conversation: return page("coach");
    case SearchKind::notification: break;
    }
    return [](Ui& ui) { ui.navigator.notifications(); };
}

PaletteEntry entry_of(const Ui& ui, SearchHit&& hit) {
    const KindWords& kind = kind_words[static_cast<std::size_t>(hit.kind)];
    PaletteEntry entry;
    entry.where = beside(ui, hit);
    entry.icon = hit.kind == SearchKind::task && hit.done ? "check-circle" : kind.icon;
    entry.run = opening(hit);
    entry.group = kind.group;
    entry.title = std::move(hit.title);
    entry.title_marks = std::move(hit.title_marks);
    entry.excerpt = std::move(hit.excerpt);
    entry.excerpt_marks = std::move(hit.excerpt_marks);
    entry.done = hit.done;
    return entry;
}

} // namespace

void PaletteSearch::ask(Ui& ui, const std::string& text) {
    if (text == text_ || text.find_first_not_of(' ') == std::string::npos) return;
    text_ = text;
    const std::uint64_t number = ++arrived_->asked;
    ui.calls.call<calls::SearchFind>({.text = text_}, [arrived = arrived_, number](Result<calls::SearchFind::Reply> reply) {
        if (number <= arrived->answered) return;
        arrived->answered = number;
        // Without an answer nothing is claimed to be found; what else the palette has is there.
        arrived->reply = std::make_unique<calls::SearchFind::Reply>(reply ? std::move(*reply) : calls::SearchFind::Reply{});
    });
}

void PaletteSearch::look_for(Ui& ui, const std::string& text) {
    ask(ui, text);
    if (text.find_first_not_of(' ') == std::string::npos) forget();
    if (!arrived_->reply) return;
    const auto reply = std::move(arrived_->reply);
    entries_.clear();
    for (auto& hit : reply->hits) entries_.push_back(entry_of(ui, std::move(hit)));
    read_percent_ = reply->read_percent;
}

void PaletteSearch::forget() {
    arrived_->answered = arrived_->asked;
    arrived_->reply.reset();
    text_.clear();
    entries_.clear();
    read_percent_ = 100;
}

} // namespace asista::ui
