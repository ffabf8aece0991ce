#include "check_in_popup.hpp"

#include "parts.hpp"

namespace asista::motivation {
namespace {

namespace ui = asista::ui;

constexpr float popup_width = 300;

// Moods and note of the check-in that was just made.
CheckInEvent draw_details(const Frame& frame, const CheckInModel& model) {
    CheckInEvent event;
    ui::space(frame, metrics::space_3);
    const float right = ImGui::GetCursorScreenPos().x + frame.px(popup_width);
    for (std::size_t i = 0; i < mood_count; ++i) {
        if (i > 0) parts::next_chip(frame, mood_names[i], right);
        const bool on = (model.made->moods & mood_bit(i)) != 0;
        if (parts::chip(frame, mood_names[i], on))
            event = {CheckInEvent::Kind::moods, Level::m, static_cast<Moods>(model.made->moods ^ mood_bit(i))};
    }
    ui::space(frame, metrics::space_3);
    if (parts::field(frame, "##note", "A note, if you like", *model.note, max_note_bytes, popup_width)) {
        event.kind = CheckInEvent::Kind::note;
        ImGui::CloseCurrentPopup();
    }
    ui::space(frame, metrics::space_2);
    ImGui::PushTextWrapPos(ImGui::GetCursorPosX() + frame.px(popup_width));
    ui::text(frame, "Notes stay on this computer. They are never sent.", FontRole::text, metrics::small, frame.theme().dim,
             ui::Wrap::no);
    ImGui::PopTextWrapPos();
    ui::space(frame, metrics::space_3);
    if (ui::secondary_button(frame, "Done")) {
        event.kind = CheckInEvent::Kind::note;
        ImGui::CloseCurrentPopup();
    }
    return event;
}

} // namespace

std::optional<Level> energy_buttons(const Frame& frame, const EnergyReading& reading) {
    std::optional<Level> chosen;
    for (int i = 0; i < 5; ++i) {
        const auto level = static_cast<Level>(i);
        if (i > 0) ui::beside(frame, 6);
        const std::string label(level_code(level));
        const bool pressed =
            reading.level == level ? ui::primary_button(frame, label.c_str()) : ui::secondary_button(frame, label.c_str());
        if (pressed) chosen = level;
        if (ImGui::IsItemHovered()) ImGui::SetItemTooltip("%s", std::string(level_words(level)).c_str());
    }
    return chosen;
}

CheckInEvent CheckInPopup::draw(const Frame& frame, const CheckInModel& model, ImVec2 anchor) {
    if (asks_) {
        ImGui::OpenPopup("energy");
        *model.note = model.made ? model.made->note : std::string();
        asks_ = false;
    }
    CheckInEvent event;
    ImGui::SetNextWindowPos({anchor.x, anchor.y + frame.px(24)}, ImGuiCond_Appearing);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, frame.px(metrics::space_4, metrics::space_4));
    const bool open = ImGui::BeginPopup("energy");
    if (open) {
        ui::text(frame, "How is your energy?", FontRole::semibold, metrics::text, frame.theme().text, ui::Wrap::no);
        if (const auto chosen = energy_buttons(frame, *model.energy)) event = {CheckInEvent::Kind::tap, *chosen, 0};
        ImGui::PushTextWrapPos(frame.px(popup_width));
        ui::text(frame, model.energy->how, FontRole::text, metrics::small, frame.theme().dim, ui::Wrap::no);
        ImGui::PopTextWrapPos();
        if (model.made) {
            const CheckInEvent detail = draw_details(frame, model);
            if (detail.kind != CheckInEvent::Kind::none) event = detail;
        }
        ImGui::EndPopup();
    } else if (was_open_ && model.made && *model.note != model.made->note) {
        event.kind = CheckInEvent::Kind::note; // closed by a press elsewhere: what was typed is not lost
    }
    was_open_ = open;
    ImGui::PopStyleVar();
    return event;
}

} // namespace asista::motivation
