#include "saved_page.hpp"

#include "phrases.hpp"

#include <algorithm>
#include <array>

namespace asista::motivation {
namespace {

namespace ui = asista::ui;

std::string date_text(InstantMs at, std::int32_t utc_offset_s) {
    static constexpr std::array<const char*, 12> months = {"January", "February", "March",     "April",   "May",      "June",
                                                           "July",    "August",   "September", "October", "November", "December"};
    const LocalTime local = asista::to_local(at, utc_offset_s);
    return std::to_string(local.day) + " " + months[static_cast<std::size_t>(local.month - 1)] + " " + std::to_string(local.year);
}

struct RowPress {
    bool first = false;  // copy
    bool second = false; // remove or save
};

// One line with its author and two buttons on the right. A row out of sight takes its room and nothing else.
RowPress draw_row(const Frame& frame, const char* id, const std::string& text, const std::string& under,
                  std::string_view second_icon, std::string_view second_tooltip, std::uint32_t second_color) {
    RowPress press;
    const float buttons = frame.px(2 * 28 + 4);
    const float width = std::max(frame.px(80), ImGui::GetContentRegionAvail().x - buttons - frame.px(metrics::space_4));
    ImVec2 words_size;
    {
        const auto font = frame.font(FontRole::medium, metrics::text);
        words_size = ImGui::CalcTextSize(text.data(), text.data() + text.size(), false, width);
    }
    const float height =
        std::max(frame.px(28), words_size.y + frame.px(metrics::space_1 + metrics::small * metrics::line_per_em));
    const ImVec2 at = ImGui::GetCursorScreenPos();
    if (!ImGui::IsRectVisible(at, {at.x + width, at.y + height})) {
        ImGui::Dummy({width, height});
        return press;
    }
    ImGui::PushID(id);
    ImGui::PushTextWrapPos(ImGui::GetCursorPosX() + width);
    ui::text(frame, text, FontRole::medium, metrics::text, frame.theme().text, ui::Wrap::no);
    ImGui::PopTextWrapPos();
    ImGui::SetCursorScreenPos({at.x, at.y + words_size.y + frame.px(metrics::space_1)});
    ui::text(frame, under, FontRole::text, metrics::small, frame.theme().dim, ui::Wrap::no);
    ImGui::SetCursorScreenPos({at.x + width + frame.px(metrics::space_4), at.y});
    press.first = ui::icon_button(frame, "copy", "copy", "Copy");
    ui::beside(frame, metrics::space_1);
    press.second = ui::icon_button(frame, "second", second_icon, second_tooltip, second_color);
    ImGui::PopID();
    ImGui::SetCursorScreenPos(at);
    ImGui::Dummy({width, height});
    return press;
}

void copy(const std::string& text, const std::string& author) { ImGui::SetClipboardText((text + "\n" + author).c_str()); }

bool is_among(const std::vector<SavedLine>& saved, const std::string& text) {
    return std::any_of(saved.begin(), saved.end(), [&](const SavedLine& line) { return line.text == text; });
}

SavedPageEvent draw_saved(const Frame& frame, const SavedPageModel& model) {
    SavedPageEvent event;
    if (model.saved->empty()) {
        ui::empty_state(frame, "bookmark-simple", "Lines you save with the heart are kept here.");
        if (ui::primary_button(frame, "Save the line on the card", "heart")) event.kind = SavedPageEvent::Kind::save_current;
        return event;
    }
    for (std::size_t i = 0; i < model.saved->size(); ++i) {
        const SavedLine& line = (*model.saved)[i];
        if (i > 0) ui::divider(frame);
        const std::string id = "saved " + std::to_string(line_id(line.text));
        const std::string under =
            line.author + (line.author.empty() ? "Saved " : ", saved ") + date_text(line.saved_at, model.utc_offset_s);
        const RowPress press = draw_row(frame, id.c_str(), line.text, under, "trash", "Remove", frame.theme().dim);
        if (press.first) copy(line.text, line.author);
        if (press.second) event = {SavedPageEvent::Kind::remove, line.text, line.author};
    }
    return event;
}

SavedPageEvent draw_history(const Frame& frame, const SavedPageModel& model) {
    SavedPageEvent event;
    ui::space(frame, metrics::space_5);
    ui::text(frame, "Shown lately", FontRole::semibold, metrics::text, frame.theme().text);
    ui::space(frame, metrics::space_3);
    if (model.history->empty()) ui::dim(frame, "The last 50 lines will be listed here.");
    for (std::size_t i = model.history->size(); i-- > 0;) {
        const HistoryEntry& entry = (*model.history)[i];
        const bool saved = is_among(*model.saved, entry.line.text);
        const std::string id = "shown " + std::to_string(i);
        const RowPress press = draw_row(frame, id.c_str(), entry.line.text, entry.line.author, saved ? "heart-fill" : "heart",
                                        saved ? "Saved" : "Save", saved ? frame.theme().bad : frame.theme().dim);
        if (press.first) copy(entry.line.text, entry.line.author);
        if (press.second && !saved) event = {SavedPageEvent::Kind::save, entry.line.text, entry.line.author};
        if (i > 0) ui::divider(frame);
    }
    return event;
}

} // namespace

SavedPageEvent draw_saved_page(const Frame& frame, const SavedPageModel& model) {
    SavedPageEvent event;
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
    if (ImGui::BeginChild("lines", {0, 0}, ImGuiChildFlags_NavFlattened)) {
        if (!model.problem.empty()) ui::text(frame, model.problem, FontRole::text, metrics::text, frame.theme().bad);
        if (model.removed) {
            ui::dim(frame, "Removed from your saved lines.");
            ui::beside(frame, metrics::space_3);
            ImGui::AlignTextToFramePadding();
            if (ui::secondary_button(frame, "Undo", "arrow-counter-clockwise")) event.kind = SavedPageEvent::Kind::restore;
            ui::space(frame, metrics::space_3);
        }
        const SavedPageEvent saved = draw_saved(frame, model);
        if (saved.kind != SavedPageEvent::Kind::none) event = saved;
        const SavedPageEvent history = draw_history(frame, model);
        if (history.kind != SavedPageEvent::Kind::none) event = history;
    }
    ImGui::EndChild();
    ImGui::PopStyleVar();
    return event;
}

} // namespace asista::motivation
