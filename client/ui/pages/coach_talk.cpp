// The open conversation: only the messages in sight are drawn, and what is in sight stays where it is while others are read and measured.
#include "ui/pages/coach.hpp"

#include "ui/motion.hpp"
#include "ui/widgets/card.hpp"
#include "ui/words.hpp"

#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace asista::ui {
namespace {

constexpr double gap = 18, close_to_end = 24; // logical
constexpr int most_measured = 24;             // messages out of sight, in one frame: the rest follows in the next ones

// Before it was measured: so many letters a line.
float estimated(const Ui& ui, const calls::CoachMessage& message, float width) {
    const float letter = ui.px(7),
                lines = 1 + std::floor(static_cast<float>(message.text.size()) * letter / std::max(width, letter));
    return lines * leading(ui, Role::body) + ui.px(46) + static_cast<float>(message.calls.size()) * ui.px(96);
}

} // namespace

// The tops of all messages in logical pixels, and at the end the height of all. Those that were never measured are, a few at a time.
std::vector<double> CoachPage::measure(Ui& ui, float width) {
    auto& talk = reader_.talk();
    const auto scale = static_cast<double>(ui.theme.scale);
    std::vector<double> tops;
    tops.reserve(talk.entries.size() + 1);
    double at = 0;
    int measured = 0;
    // From the end upwards: that is where one looks first.
    for (auto entry = talk.entries.rbegin(); entry != talk.entries.rend(); ++entry) {
        if (entry->measured_width == width) continue;
        if (measured++ >= most_measured) {
            if (entry->height <= 0) entry->height = estimated(ui, entry->message, width);
            ui.motion.keep_going(); // the next frame goes on
            continue;
        }
        const bool last = entry == talk.entries.rbegin();
        entry->height = draw_entry(ui, {0, 0, width, endless}, *entry, last, Pass::measure);
        entry->measured_width = width;
    }
    for (const auto& entry : talk.entries) {
        tops.push_back(at);
        at += static_cast<double>(entry.height) / scale + gap;
    }
    tops.push_back(at);
    return tops;
}

// What is in sight is held by its first message, whatever comes and grows above it; or by the end.
void CoachPage::hold(const std::vector<double>& tops) {
    at_end_ = scroll_.top() + scroll_.visible() >= tops.back() - close_to_end;
    const auto behind = std::upper_bound(tops.begin(), tops.end() - 1, scroll_.top());
    held_ = behind == tops.begin() ? 0 : static_cast<std::size_t>(behind - tops.begin()) - 1;
    held_into_ = scroll_.top() - tops[held_];
}

void CoachPage::draw_talk(Ui& ui, Box box) {
    auto& talk = reader_.talk();
    if (std::exchange(placed_for_, talk.id) != talk.id) at_end_ = true;
    if (!talk.problem.empty() &&
        notice(ui, "read again", box, NotificationLevel::error, words::sentence(talk.problem), "Try again"))
        talk.stale = true;
    const float width = box.w - ui.px(LongScroll::bar_room);
    held_ += std::exchange(talk.prepended, 0U);
    const auto tops = measure(ui, width);
    scroll_.resize(tops.back());
    if (at_end_)
        scroll_.to(tops.back());
    else if (held_ + 1 < tops.size())
        scroll_.to(tops[held_] + held_into_);
    const double asked = scroll_.top();
    scroll_.begin(ui, "talk", box, tops.back());
    if (scroll_.top() != asked) hold(tops); // by the wheel

    const double top = scroll_.top(), bottom = top + scroll_.visible();
    for (std::size_t i = 0; i < talk.entries.size(); ++i) {
        if (tops[i + 1] < top || tops[i] > bottom) continue;
        ImGui::PushID(static_cast<int>(talk.entries[i].message.id));
        draw_entry(ui, {box.x, scroll_.y_of(ui, tops[i]), width, endless}, talk.entries[i], i + 1 == talk.entries.size(),
                   Pass::draw);
        ImGui::PopID();
    }
    if (top < scroll_.visible()) reader_.read_above(ui);
    scroll_.end(ui);
    if (scroll_.top() != top) hold(tops); // by the bar
}

} // namespace asista::ui
