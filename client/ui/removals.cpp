#include "ui/removals.hpp"

#include "ui/toasts.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace asista::ui {
namespace {

std::string_view thing_name(Thing kind) {
    switch (kind) {
    case Thing::task: return "Task";
    case Thing::habit: return "Habit";
    case Thing::goal: return "Goal";
    case Thing::event: return "Event";
    case Thing::conversation: return "Conversation";
    }
    return "";
}

} // namespace

void Removals::begin(Ui& ui, Thing kind, std::uint64_t id, const std::string& title, std::function<void()> commit) {
    if (hidden(kind, id)) return;
    Toast toast;
    toast.title = fmt::format("{} removed", thing_name(kind));
    toast.body = title;
    toast.icon = "trash";
    toast.button = "Undo";
    toast.pressed = [this, kind, id] { show_again(kind, id); };
    // It stays hidden after the call: the snapshot without it comes a moment later, and ids are not used twice.
    toast.left = [this, kind, id, commit = std::move(commit)] {
        for (auto& item : hidden_)
            if (item.kind == kind && item.id == id) item.toast = 0;
        commit();
    };
    const auto number = ui.toasts.add(std::move(toast), ui.frame.time_s);
    hidden_.push_back({kind, id, number});
}

bool Removals::undo_newest(Toasts& toasts) {
    std::uint64_t newest = 0;
    for (const auto& item : hidden_) newest = std::max(newest, item.toast);
    return newest != 0 && toasts.press(newest);
}

void Removals::trust_snapshot() {
    std::erase_if(hidden_, [](const Hidden& item) { return item.toast == 0; });
}

bool Removals::hidden(Thing kind, std::uint64_t id) const {
    return std::ranges::any_of(hidden_, [=](const Hidden& item) { return item.kind == kind && item.id == id; });
}

void Removals::show_again(Thing kind, std::uint64_t id) {
    std::erase_if(hidden_, [=](const Hidden& item) { return item.kind == kind && item.id == id; });
}

} // namespace asista::ui
