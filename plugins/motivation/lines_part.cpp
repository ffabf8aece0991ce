// The page's first part: own lines with their times, saved lines, and what was shown lately.
#include "occasion.hpp"
#include "page.hpp"
#include "parts.hpp"
#include "phrases.hpp"

#include <algorithm>

namespace asista::motivation {
namespace {

namespace ui = asista::ui;

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

PageEvent draw_saved(const Frame& frame, const PageModel& model) {
    PageEvent event;
    parts::heading(frame, "Saved lines");
    if (model.saved->empty()) {
        ui::empty_state(frame, "bookmark-simple", "Lines you save with the heart are kept here.");
        if (ui::secondary_button(frame, "Save the line on the card", "heart")) event.kind = PageEvent::Kind::save_current;
        return event;
    }
    for (std::size_t i = 0; i < model.saved->size(); ++i) {
        const SavedLine& line = (*model.saved)[i];
        if (i > 0) ui::divider(frame);
        const std::string id = "saved " + std::to_string(line_id(line.text));
        const std::string under =
            line.author + (line.author.empty() ? "Saved " : ", saved ") + date_text(line.saved_at, model.now.utc_offset_s);
        const RowPress press = draw_row(frame, id.c_str(), line.text, under, "trash", "Remove", frame.theme().dim);
        if (press.first) copy(line.text, line.author);
        if (press.second) event = {.kind = PageEvent::Kind::remove, .text = line.text, .author = line.author, .help = {}};
    }
    return event;
}

// Where an own line is written: its words, its author, when it is for.
PageEvent draw_writing(const Frame& frame, const PageModel& model) {
    PageEvent event;
    OwnLine& draft = *model.draft;
    bool done = parts::field(frame, "##own text", "A line of your own", draft.text, max_line_bytes);
    ui::space(frame, metrics::space_2);
    const float room = ImGui::GetContentRegionAvail().x / frame.scale();
    const float width = std::clamp((room - 100) / 2, 80.0F, 220.0F); // both and the button fit a narrow page too
    done |= parts::field(frame, "##own author", "Author, if any", draft.author, max_author_bytes, width);
    ui::beside(frame);
    done |= parts::field(frame, "##own when", "When: always, or a rule", draft.when, max_occasion_bytes, width);
    ui::beside(frame);
    done |= ui::primary_button(frame, "Add", "plus");
    const ParsedOccasion parsed = parse_occasion(draft.when);
    ui::space(frame, metrics::space_2);
    if (parsed.occasion)
        ui::hint(frame, "Rules: words (morning, low, busy, weekend...), a date with dots for any digit (....-12-24), or cron (0 "
                        "9 * * mon-fri).");
    else
        ui::text(frame, parsed.problem, FontRole::text, metrics::small, frame.theme().warn);
    if (done && !draft.text.empty() && parsed.occasion) event.kind = PageEvent::Kind::add_own;
    return event;
}

PageEvent draw_own(const Frame& frame, const PageModel& model) {
    parts::heading(frame, "Your own lines", true);
    PageEvent event = draw_writing(frame, model);
    for (const OwnLine& line : *model.own) {
        ui::divider(frame);
        const std::string id = "own " + std::to_string(line_id(line.text));
        const std::string when = line.when.empty() ? "Always" : "When: " + line.when;
        const RowPress press = draw_row(frame, id.c_str(), line.text, line.author.empty() ? when : line.author + ". " + when,
                                        "trash", "Remove", frame.theme().dim);
        if (press.first) copy(line.text, line.author);
        if (press.second) event = {.kind = PageEvent::Kind::remove_own, .text = line.text, .author = {}, .help = {}};
    }
    return event;
}

PageEvent draw_history(const Frame& frame, const PageModel& model) {
    PageEvent event;
    parts::heading(frame, "Shown lately");
    const std::string limit = std::to_string(model.preferences->history_limit);
    if (model.preferences->history_limit == 0) {
        ui::dim(frame, "Nothing is kept: the limit in the settings is 0.");
    } else if (model.history->empty()) {
        ui::dim(frame, "The last " + limit + " lines will be listed here.");
    } else {
        ui::dim(frame, "The last " + limit + " are kept; the settings say how many.");
        ui::space(frame, metrics::space_2);
        if (ui::secondary_button(frame, "Export", "download-simple")) event.kind = PageEvent::Kind::export_history;
        ui::space(frame, metrics::space_3);
    }
    for (std::size_t i = model.history->size(); i-- > 0;) {
        const HistoryEntry& entry = (*model.history)[i];
        const bool saved = is_among(*model.saved, entry.line.text);
        const std::string id = "shown " + std::to_string(i);
        const RowPress press = draw_row(frame, id.c_str(), entry.line.text, entry.line.author, saved ? "heart-fill" : "heart",
                                        saved ? "Saved" : "Save", saved ? frame.theme().bad : frame.theme().dim);
        if (press.first) copy(entry.line.text, entry.line.author);
        if (press.second && !saved)
            event = {.kind = PageEvent::Kind::save, .text = entry.line.text, .author = entry.line.author, .help = {}};
        if (i > 0) ui::divider(frame);
    }
    return event;
}

// The last thing taken out, which can be put back.
PageEvent draw_undo(const Frame& frame, const PageModel& model) {
    if (!model.removed && !model.removed_own) return {};
    PageEvent event;
    ui::dim(frame, model.removed_own ? "Removed from your own lines." : "Removed from your saved lines.");
    ui::beside(frame, metrics::space_3);
    ImGui::AlignTextToFramePadding();
    if (ui::secondary_button(frame, "Undo", "arrow-counter-clockwise"))
        event.kind = model.removed_own ? PageEvent::Kind::restore_own : PageEvent::Kind::restore;
    ui::space(frame, metrics::space_3);
    return event;
}

} // namespace

PageEvent draw_lines_part(const Frame& frame, const PageModel& model) {
    PageEvent event;
    for (PageEvent (*draw)(const Frame&, const PageModel&) : {&draw_undo, &draw_own, &draw_saved, &draw_history}) {
        PageEvent one = draw(frame, model);
        if (one.kind != PageEvent::Kind::none) event = std::move(one);
    }
    return event;
}

} // namespace asista::motivation
