#include "ui/file_picker.hpp"

#include "ui/question_parts.hpp"
#include "ui/words.hpp"

#include <fmt/format.h>
#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <limits>

namespace asista::ui {
namespace {
constexpr const char* dialog_id = "file picker";
} // namespace

const FileQuestion* FilePicker::pick(const Ui& ui) {
    const auto& all = ui.snapshot.file_questions;
    std::erase_if(answered_, [&](std::uint64_t id) { return std::ranges::find(all, id, &FileQuestion::id) == all.end(); });
    if (own_ && now_.question == own_->question.id) return &own_->question;
    if (now_.question != 0) {
        const auto same = std::ranges::find(all, now_.question, &FileQuestion::id);
        return same == all.end() ? nullptr : &*same;
    }
    const auto next = std::ranges::find_if(all, [&](const FileQuestion& each) { return !answered_.contains(each.id); });
    if (next != all.end()) return &*next;
    return own_ ? &own_->question : nullptr;
}

// Numbered from the other end than those of plugins.
void FilePicker::ask(Navigator::FileWish wish) {
    if (own_ && now_.question == own_->question.id) return; // it is open
    FileQuestion question;
    question.id = std::numeric_limits<std::uint64_t>::max() - own_count_++;
    question.save = wish.save;
    question.title = wish.title;
    question.suggested_name = wish.suggested_name;
    question.extensions = wish.extensions;
    own_ = std::make_unique<Own>(Own{std::move(question), std::move(wish)});
}

void FilePicker::begin(Ui& ui, const FileQuestion& question) {
    now_ = Work{};
    now_.question = question.id;
    now_.filter.extensions = question.extensions;
    now_.name = question.suggested_name;
    look_into(ui, {});
}

// The question is answered, whatever the snapshot still says.
void FilePicker::finish() {
    if (own_ && now_.question == own_->question.id)
        own_.reset();
    else
        answered_.insert(now_.question);
    shut();
}

void FilePicker::shut() {
    now_ = Work{};
    if (!std::exchange(shown_, false)) return;
    const ImGuiContext& g = *ImGui::GetCurrentContext();
    const ImGuiID id = ImGui::GetID(dialog_id);
    for (int level = 0; level < g.OpenPopupStack.Size; ++level)
        if (g.OpenPopupStack[level].PopupId == id) return ImGui::ClosePopupToLevel(level, true);
}

void FilePicker::draw(Ui& ui, bool free) {
    const FileQuestion* const question = pick(ui);
    if (question == nullptr) return shut(); // answered, or its plugin is gone
    if (!free) {
        shown_ = false;
        return;
    }
    if (now_.question == 0) begin(ui, *question);
    take_arrived(ui, *question);
    if (now_.question == 0) return;
    if (!shown_) open_question(dialog_id);
    draw_dialog(ui, *question);
}

void FilePicker::look_into(Ui& ui, std::string path) {
    now_.reading = true;
    now_.reading_since_s = ui.frame.time_s;
    now_.problem.clear();
    const std::uint64_t number = ++now_.arrived->asked;
    ui.calls.call<calls::FilesList>({std::move(path)}, [arrived = now_.arrived, number](Result<calls::FilesList::Reply> reply) {
        if (number == arrived->asked) arrived->folder = std::move(reply); // else the person has gone on
    });
}

void FilePicker::take_arrived(Ui& ui, const FileQuestion& question) {
    if (auto folder = std::exchange(now_.arrived->folder, std::nullopt)) {
        now_.reading = false;
        if (*folder) {
            now_.folder = std::move(**folder);
            now_.selected.clear();
            now_.scroll_to_top = true;
            show_rows();
        } else {
            now_.problem = words::sentence(folder->error().message);
        }
    }
    if (auto answer = std::exchange(now_.arrived->answer, std::nullopt)) {
        now_.sending = false;
        if (*answer) return finish();
        if (answer->error().code == Errc::not_found) look_into(ui, now_.folder.path); // it has gone since it was listed
        if (question.save && answer->error().code == Errc::busy)
            now_.replace_asked = true;
        else
            now_.problem = words::sentence(answer->error().message);
    }
}

void FilePicker::show_rows() {
    FileFilter filter = now_.filter;
    if (now_.any_type) filter.extensions.clear();
    now_.rows = rows_of(now_.folder.entries, filter, order_);
    if (std::ranges::find(now_.rows, now_.selected, &calls::FileEntry::name) == now_.rows.end()) now_.selected.clear();
}

bool FilePicker::can_choose(const FileQuestion& question) const {
    if (now_.sending || now_.reading || now_.folder.path.empty()) return false;
    if (question.save) return !name_problem(now_.name);
    const auto row = std::ranges::find(now_.rows, now_.selected, &calls::FileEntry::name);
    return row != now_.rows.end() && !row->folder;
}

void FilePicker::choose(Ui& ui, const FileQuestion& question) {
    if (!can_choose(question)) return;
    const bool there =
        std::ranges::any_of(now_.folder.entries, [&](const calls::FileEntry& entry) { return entry.name == now_.name; });
    if (question.save && there && !now_.replace_asked) {
        now_.replace_asked = true;
        return;
    }
    send(ui, question, false);
}

void FilePicker::send(Ui& ui, const FileQuestion& question, bool replace) {
    now_.sending = true;
    now_.replace_asked = false;
    now_.problem.clear();
    const auto done = [arrived = now_.arrived](Result<calls::Nothing> reply) { arrived->answer = std::move(reply); };
    const auto path = path_in(now_.folder.path, question.save ? now_.name : now_.selected);
    if (is_own(question)) return own_->wish.chosen(path, replace, done);
    ui.calls.call<calls::FilesAnswer>({question.id, path, replace}, done);
}

void FilePicker::give_up(Ui& ui, const FileQuestion& question) {
    if (is_own(question)) return finish();
    // When it cannot be told, the question is gone already.
    ui.calls.call<calls::FilesAnswer>({question.id, {}, false}, [](const Result<calls::Nothing>&) {});
    finish();
}

} // namespace asista::ui
