// How the file picker looks: path, places, the list, the name, the buttons.
#include "ui/file_picker.hpp"
#include "ui/motion.hpp"
#include "ui/question_parts.hpp"
#include "ui/widgets/buttons.hpp"
#include "ui/widgets/inputs.hpp"
#include "ui/words.hpp"

#include <fmt/format.h>
#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>

namespace asista::ui {
namespace {

constexpr const char* dialog_id = "file picker";
constexpr float wide = 720, places_width = 148, row_rows = 32, path_rows = 32, gap = 12, size_column = 76, date_column = 124;
constexpr float list_most = 352, list_least = 128;
// A folder that comes at once needs no spinner, which would only flicker.
constexpr double patience_s = 0.25;
// Letters typed within this time are one word.
constexpr double typing_s = 1;

std::string title_of(const FileQuestion& question) {
    if (question.plugin.empty()) return question.title; // of the client itself
    const std::string& name = question.plugin_name.empty() ? question.plugin : question.plugin_name;
    return question.save ? fmt::format("{} wants to save a file", name) : fmt::format("{} asks for a file", name);
}

// The plugin's own words, set apart by their quotes, and what the choice means. Whoever waits behind it is not forgotten.
std::string line_of(const Ui& ui, const FileQuestion& question) {
    if (question.plugin.empty()) return question.save ? "Choose a folder and a name." : "Only the file you choose is read.";
    std::string line = question.save
                           ? fmt::format("\"{}\". It learns the file's name, not its folder.", question.title)
                           : fmt::format("\"{}\". It gets a copy of the file you choose, and sees no other.", question.title);
    if (const auto waiting = ui.snapshot.permission_questions.size() + ui.snapshot.file_questions.size() - 1; waiting > 0)
        line += fmt::format(" {} more to answer.", waiting);
    return line;
}

} // namespace

void FilePicker::draw_dialog(Ui& ui, const FileQuestion& question) {
    const std::string title = title_of(question);
    const float head = question_head_height(ui, question_text_width(ui, wide), title);
    const float name_height = question.save ? ui.px(size::control + gap) : 0;
    const float others = head + ui.px(14 + path_rows + 8) + name_height + ui.px(16 + size::control);
    const float room = ui.frame.height - ui.px(16 + 2 * question_padding) - others;
    const float list = std::clamp(room, ui.px(list_least), ui.px(list_most));
    const Question dialog = begin_trusted(ui, dialog_id, question.id, wide, others + list);
    shown_ = dialog.shown;
    if (!dialog.shown) return;

    Box box = dialog.box;
    draw_question_head(ui, box, question.save ? "floppy-disk" : "folder-notch-open", title, line_of(ui, question));
    box.cut_top(ui.px(14));
    draw_path(ui, box.cut_top(ui.px(path_rows)), dialog);
    box.cut_top(ui.px(8));
    Box middle = box.cut_top(list);
    const bool narrow = middle.w < ui.px(520);
    if (!narrow) {
        draw_places(ui, middle.cut_left(ui.px(places_width)));
        middle.cut_left(ui.px(gap));
    }
    draw_list(ui, middle, question, dialog.deaf ? Keys::ignored : Keys::heard);
    if (question.save) draw_name(ui, box);
    box.cut_top(ui.px(16));
    if (now_.replace_asked)
        draw_replace(ui, box, question);
    else
        draw_foot(ui, box, question, dialog);

    if (!now_.enter.empty()) look_into(ui, std::exchange(now_.enter, {}));
    if (std::exchange(now_.chosen, false)) choose(ui, question);
    const bool back = dialog.closed && now_.replace_asked;
    if (back) now_.replace_asked = false;
    end_trusted();
    if (now_.given_up || (dialog.closed && !back)) give_up(ui, question);
}

// Back one folder, and every folder on the way here as a button; from the left they give way.
void FilePicker::draw_path(Ui& ui, Box row, const Question& dialog) {
    const Colors& c = ui.colors();
    const bool at_root = now_.folder.path.empty() || now_.folder.path == "/";
    const Box up = row.cut_left(ui.px(path_rows));
    if (icon_button(ui, "up", up, "arrow-up", c.dim, "The folder above (Backspace)", Fill::outline,
                    at_root || dialog.deaf ? Enabled::no : Enabled::yes))
        now_.enter = folder_above(now_.folder.path);
    const Box hidden = row.cut_right(ui.px(path_rows));
    if (icon_button(ui, "hidden", hidden, now_.filter.hidden ? "eye" : "eye-slash", now_.filter.hidden ? c.accent : c.faint,
                    now_.filter.hidden ? "Hidden files are shown" : "Hidden files are not shown")) {
        now_.filter.hidden = !now_.filter.hidden;
        show_rows();
    }
    row.cut_left(ui.px(4));
    const std::string home = now_.folder.places.empty() ? std::string() : now_.folder.places.front().path;
    const auto steps = steps_of(now_.folder.path, home);
    const float arrow = ui.px(14), pad = ui.px(7);
    const auto width_of = [&](const PathStep& step) {
        return std::min(text_width(ui, Role::body_medium, step.title), ui.px(180)) + 2 * pad;
    };
    float left = row.w;
    std::size_t first = steps.size();
    while (first > 0 && left >= width_of(steps[first - 1]) + arrow) {
        --first;
        left -= width_of(steps[first]) + arrow;
    }
    if (first == steps.size()) --first; // the last one is always there, cut where it must be
    for (std::size_t i = first; i < steps.size(); ++i) {
        const bool here = i + 1 == steps.size();
        const Box step = row.cut_left(width_of(steps[i])).centered_rows(ui.px(26));
        const Press state = press(ui, fmt::format("step {}", i), step, here ? Enabled::no : Enabled::yes);
        if (state.visible) {
            fill(ui, step, with_alpha(c.hover, state.warmth), size::radius);
            draw_text(ui, step.inset(pad, 0), Role::body_medium, here ? c.text : c.dim, steps[i].title);
            finish_press(ui, state, step, size::radius);
        }
        if (state.pressed) now_.enter = steps[i].path;
        if (!here) draw_icon(ui, row.cut_left(arrow), "caret-right", c.faint, 12);
    }
}

void FilePicker::draw_places(Ui& ui, Box box) {
    const Colors& c = ui.colors();
    for (const auto& place : now_.folder.places) {
        const Box row = box.cut_top(ui.px(row_rows));
        const bool here = place.path == now_.folder.path;
        const Press state = press(ui, "place " + place.path, row);
        if (!state.visible) continue;
        fill(ui, row, here ? c.accent_soft : with_alpha(c.hover, state.warmth), size::radius);
        Box inner = row.inset(ui.px(9), 0);
        draw_icon(ui, inner.cut_left(ui.px(17)), place.icon, here ? c.on_accent_soft : c.dim, 16);
        inner.cut_left(ui.px(8));
        draw_text(ui, inner, Role::body, here ? c.on_accent_soft : c.text, place.title);
        finish_press(ui, state, row, size::radius);
        if (state.pressed) now_.enter = place.path;
        box.cut_top(ui.px(2));
    }
}

void FilePicker::draw_columns(Ui& ui, Box row) {
    const Colors& c = ui.colors();
    horizontal_line(ui, row.x, row.bottom() - ui.px(1), row.w, c.line);
    Box inner = row.inset(ui.px(10), 0);
    const auto column = [&](std::string_view title, FileColumn which, Box box, Align align) {
        const Press state = press(ui, title, box);
        if (!state.visible) return;
        const bool mine = order_.column == which;
        const Color color = mine ? c.text : mix(c.faint, c.text, state.warmth);
        const float text = text_width(ui, Role::small_medium, title), arrow = mine ? ui.px(14) : 0;
        Box words = align == Align::right ? Box{box.right() - text - arrow, box.y, text + arrow, box.h} : box;
        draw_text(ui, words.cut_left(text), Role::small_medium, color, title);
        if (mine) draw_icon(ui, words.cut_left(arrow), order_.descending ? "caret-down" : "caret-up", color, 11);
        finish_press(ui, state, box, size::radius_small);
        if (!state.pressed) return;
        order_ = {which, mine && !order_.descending};
        show_rows();
        now_.scroll_to_selected = true;
    };
    const Box date = inner.cut_right(ui.px(date_column)), bytes = inner.cut_right(ui.px(size_column));
    inner.cut_right(ui.px(8));
    column("Name", FileColumn::name, inner, Align::left);
    column("Size", FileColumn::size, bytes, Align::right);
    column("Changed", FileColumn::date, date, Align::right);
}

void FilePicker::draw_list(Ui& ui, Box box, const FileQuestion& question, Keys keys) {
    const Colors& c = ui.colors();
    fill(ui, box, c.well, size::radius);
    outline(ui, box, c.line, size::radius);
    draw_columns(ui, box.cut_top(ui.px(30)));
    box = box.inset(ui.px(1), ui.px(2));
    const bool waits = now_.reading && ui.frame.time_s - now_.reading_since_s > patience_s;
    if (now_.reading && !waits) ui.motion.keep_going(); // to come back when patience ends
    if (waits || now_.rows.empty() || now_.folder.path.empty()) draw_instead_of_rows(ui, box);
    if (keys == Keys::heard && !now_.replace_asked) hear_keys(ui);
    if (waits) return;

    ImGui::SetCursorScreenPos(ImVec2(box.x, box.y));
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, 0));
    ImGui::BeginChild("rows", ImVec2(box.w, box.h), ImGuiChildFlags_NavFlattened, ImGuiWindowFlags_NoBackground);
    if (std::exchange(now_.scroll_to_top, false)) ImGui::SetScrollY(0);
    const float row_height = ui.px(row_rows);
    if (std::exchange(now_.scroll_to_selected, false)) {
        const auto row = std::ranges::find(now_.rows, now_.selected, &calls::FileEntry::name);
        const float top = static_cast<float>(row - now_.rows.begin()) * row_height;
        if (row != now_.rows.end() && (top < ImGui::GetScrollY() || top + row_height > ImGui::GetScrollY() + box.h))
            ImGui::SetScrollY(std::max(top - box.h / 2, 0.0F));
    }
    ImGuiListClipper clipper;
    clipper.Begin(static_cast<int>(now_.rows.size()), row_height);
    while (clipper.Step())
        for (int i = clipper.DisplayStart; i < clipper.DisplayEnd; ++i) {
            const ImVec2 at = ImGui::GetCursorScreenPos();
            draw_row(ui, {at.x, at.y, ImGui::GetContentRegionAvail().x, row_height}, static_cast<std::size_t>(i), question);
            ImGui::SetCursorScreenPos(ImVec2(at.x, at.y + row_height));
        }
    if (now_.folder.left_out > 0) {
        const ImVec2 at = ImGui::GetCursorScreenPos();
        const Box line{at.x, at.y, ImGui::GetContentRegionAvail().x, row_height};
        draw_text(ui, line.inset(ui.px(10), 0), Role::small, c.faint,
                  fmt::format("{} more are not shown.", words::thousands(now_.folder.left_out)));
        reach(line.right(), line.bottom());
    }
    ImGui::EndChild();
    ImGui::PopStyleVar(2);
}

void FilePicker::draw_row(Ui& ui, Box row, std::size_t index, const FileQuestion& question) {
    const calls::FileEntry& entry = now_.rows[index];
    const Colors& c = ui.colors();
    ImGui::SetCursorScreenPos(ImVec2(row.x, row.y));
    ImGui::ItemSize(ImVec2(row.w, row.h), 0);
    ImGui::PushID(entry.name.c_str());
    const Press state = press(ui, "row", row);
    ImGui::PopID();
    if (!state.visible) return;
    const bool on = entry.name == now_.selected;
    const Box plate = row.inset(ui.px(3), ui.px(1));
    fill(ui, plate, on ? c.accent_soft : with_alpha(c.hover, state.warmth), size::radius_small);
    Box inner = row.inset(ui.px(10), 0);
    const Color strong = on ? c.on_accent_soft : c.text, quiet = on ? c.on_accent_soft : c.dim;
    const Box date = inner.cut_right(ui.px(date_column)), bytes = inner.cut_right(ui.px(size_column));
    inner.cut_right(ui.px(8));
    if (entry.folder)
        draw_icon_filled(ui, inner.cut_left(ui.px(17)), "folder", on ? strong : c.accent, 16);
    else
        draw_icon(ui, inner.cut_left(ui.px(17)), file_icon(entry), quiet, 16);
    inner.cut_left(ui.px(9));
    draw_text(ui, inner, Role::body, strong, entry.name);
    if (!entry.folder) draw_text(ui, bytes, Role::small, quiet, words::byte_size(entry.size_bytes), Align::right);
    draw_text(ui, date, Role::small, quiet, date_words(entry.modified_at, ui.frame.now_ms, ui.snapshot.utc_offset_s, ui.dates()),
              Align::right);
    finish_press(ui, state, plate, size::radius_small);

    // By keyboard a press means it; by mouse the second one does.
    const bool meant = (state.pressed && state.focused) || (state.hovered && ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left));
    if (state.pressed || meant) {
        now_.selected = entry.name;
        now_.problem.clear();
        if (question.save && !entry.folder) now_.name = entry.name;
    }
    if (!meant) return;
    if (entry.folder)
        now_.enter = path_in(now_.folder.path, entry.name);
    else
        now_.chosen = true;
}

void FilePicker::draw_instead_of_rows(Ui& ui, Box box) {
    const Colors& c = ui.colors();
    if (now_.reading) {
        draw_spinner(ui, box.middle_x(), box.middle_y() - ui.px(12), 10, c.dim);
        ui.motion.keep_going();
        draw_text(ui, box.centered(box.w, ui.px(20)).moved(0, ui.px(18)), Role::small, c.dim, "Reading the folder",
                  Align::center);
        return;
    }
    const bool filtered =
        std::ranges::any_of(now_.folder.entries, [](const auto& entry) { return !entry.name.starts_with('.'); });
    std::string text = filtered ? fmt::format("No {} here.", extensions_words(now_.filter.extensions)) : "This folder is empty.";
    if (now_.folder.path.empty()) text = now_.problem.empty() ? "" : "No folder could be read.";
    draw_text(ui, box, Role::body, c.dim, text, Align::center);
}

// Letters jump to a name, Backspace goes up: as long as no field takes them.
void FilePicker::hear_keys(Ui& ui) {
    if (ImGui::GetIO().WantTextInput || now_.reading) return;
    const ImGuiContext& g = *ImGui::GetCurrentContext();
    if (g.OpenPopupStack.back().Window != ImGui::GetCurrentWindow()) return; // a menu is open
    if (ImGui::IsKeyPressed(ImGuiKey_Backspace, false) && !now_.folder.path.empty() && now_.folder.path != "/")
        now_.enter = folder_above(now_.folder.path);
    for (const ImWchar letter : g.IO.InputQueueCharacters) {
        if (letter <= 0x20 || letter > 0x7E) continue; // Space presses what has the keyboard
        if (ui.frame.time_s - now_.typed_s > typing_s) now_.typed.clear();
        now_.typed += static_cast<char>(letter);
        now_.typed_s = ui.frame.time_s;
        const auto row = row_named(now_.rows, now_.typed, 0);
        if (!row) continue;
        now_.selected = now_.rows[*row].name;
        now_.scroll_to_selected = true;
    }
}

void FilePicker::draw_name(Ui& ui, Box& box) {
    box.cut_top(ui.px(gap));
    Box row = box.cut_top(ui.px(size::control));
    draw_text(ui, row.cut_left(ui.px(56)), Role::body_medium, ui.colors().dim, "Name");
    const FieldEvent event = text_field(ui, "name", row, now_.name, {.hint = "What the file is called"});
    if (event == FieldEvent::none) return;
    now_.problem.clear();
    now_.replace_asked = false;
    if (event == FieldEvent::submitted) now_.chosen = true;
}

void FilePicker::draw_foot(Ui& ui, Box box, const FileQuestion& question, const Question& dialog) {
    const Colors& c = ui.colors();
    Box foot = box.cut_top(ui.px(size::control));
    const std::string_view verb = question.save ? "Save" : "Open";
    if (button_right(ui, foot, "choose", ButtonKind::primary, verb, {}, can_choose(question) ? Enabled::yes : Enabled::no))
        now_.chosen = true;
    const bool cancel = button_right(ui, foot, "cancel", ButtonKind::secondary, "Cancel");
    safe_answer(dialog);
    now_.given_up = cancel;

    if (now_.sending) {
        draw_spinner(ui, foot.x + ui.px(8), foot.middle_y(), 7, c.dim);
        ui.motion.keep_going();
        foot.cut_left(ui.px(24));
        draw_text(ui, foot, Role::small, c.dim, question.save ? "Saving" : "Reading the file");
    } else if (!now_.problem.empty()) {
        draw_icon(ui, foot.cut_left(ui.px(18)), "warning-circle", c.bad, 16);
        foot.cut_left(ui.px(7));
        draw_paragraph(ui, foot.centered_rows(std::min(foot.h, paragraph_height(ui, foot.w, Role::small, now_.problem, 2))),
                       Role::small, c.bad, now_.problem, 2);
    } else if (!question.save && !question.extensions.empty()) {
        const std::string kinds[] = {words::capitalised(extensions_words(question.extensions)), "All files"};
        std::size_t index = now_.any_type ? 1 : 0;
        if (drop_down(ui, "kinds", foot.cut_left(std::min(ui.px(220), foot.w)), kinds, index)) {
            now_.any_type = index == 1;
            show_rows();
        }
    } else if (question.save && !now_.name.empty() && name_problem(now_.name)) {
        draw_text(ui, foot, Role::small, c.bad, *name_problem(now_.name));
    }
}

void FilePicker::draw_replace(Ui& ui, Box box, const FileQuestion& question) {
    Box foot = box.cut_top(ui.px(size::control));
    const Held held(ui, std::hash<std::string_view>{}("replace a file") + question.id); // it stands where Save was a moment ago
    const bool replace = button_right(ui, foot, "replace", ButtonKind::danger, "Replace");
    const bool keep = button_right(ui, foot, "keep", ButtonKind::secondary, "Keep the old one");
    draw_icon(ui, foot.cut_left(ui.px(18)), "warning-circle", ui.colors().warn, 16);
    foot.cut_left(ui.px(7));
    draw_paragraph(ui, foot.centered_rows(std::min(foot.h, paragraph_height(ui, foot.w, Role::small, now_.name, 2))), Role::small,
                   ui.colors().text, fmt::format("{} is there already. Replacing it cannot be undone.", now_.name), 2);
    if (replace) send(ui, question, true);
    if (keep) now_.replace_asked = false;
}

} // namespace asista::ui
