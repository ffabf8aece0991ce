#include "ui/profile_dialog.hpp"

#include "ui/toasts.hpp"
#include "ui/widgets/buttons.hpp"
#include "ui/widgets/inputs.hpp"
#include "ui/widgets/popups.hpp"
#include "ui/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <utility>

namespace asista::ui {
namespace {

constexpr std::string_view dialog = "profile form";
constexpr float width = 480, padding = 24, // of every question
    gap = 10, problem_rows = 40;
constexpr std::size_t shortest = 8; // of a passphrase, as the core has it

struct Field {
    std::string_view hint;
    bool secret = true;
};
struct Words {
    std::string_view title, icon, text, button, busy;
    std::span<const Field> fields;
};

constexpr std::array name_field{Field{"Name, as you will read it", false}};
constexpr std::array new_fields{Field{"Passphrase"}, Field{"The same again"}};
constexpr std::array change_fields{Field{"Present passphrase"}, Field{"New passphrase"}, Field{"The new one again"}};
constexpr std::array confirm_field{Field{"Its name, to confirm", false}};
constexpr std::array present_field{Field{"Present passphrase"}};

Words words_of(ProfileForm form) {
    switch (form) {
    case ProfileForm::create:
        return {
            "New profile",
            "user-plus",
            "Tasks, plugins, settings and backups of its own, in a folder of its own. It opens at once; this one stays as it is.",
            "Make and open it",
            "Making it\u2026",
            name_field};
    case ProfileForm::rename:
        return {"Name of this profile", "user", "Its folder keeps the name it has.", "Rename", "Renaming\u2026", name_field};
    case ProfileForm::set_passphrase:
        return {
            "Set a passphrase",
            "lock-key",
            "Your data and its backups are encrypted, and every start asks for it. When it is lost, nobody opens them any more. "
            "Asista starts anew to do it. What was exported or set aside before stays readable.",
            "Encrypt",
            "Preparing\u2026",
            new_fields};
    case ProfileForm::change_passphrase:
        return {"Change the passphrase", "lock-key",   "It opens the backups in your folder too.", "Change",
                "Changing\u2026",        change_fields};
    case ProfileForm::remove_passphrase:
        return {"Remove the passphrase",
                "lock-key-open",
                "Your data and its backups become readable for whoever can read your files. Asista starts anew to do it.",
                "Decrypt",
                "Preparing\u2026",
                present_field};
    case ProfileForm::remove: return {"Remove a profile", "trash", {}, "Move to the trash", "Moving it\u2026", confirm_field};
    }
    return {};
}

} // namespace

void ProfileDialog::ask(ProfileForm form, std::string folder) {
    wanted_ = form;
    wanted_folder_ = std::move(folder);
}

std::string ProfileDialog::explanation() const {
    if (now_->form != ProfileForm::remove) return std::string(words_of(now_->form).text);
    if (!now_->to_remove) return now_->problem.empty() ? "Looking at what is in it\u2026" : std::string();
    const auto& it = *now_->to_remove;
    const auto what = fmt::format("\u201C{}\u201D: {} in {}, with {}.", it.name, words::byte_size(it.bytes), it.folder,
                                  words::count_of(it.backups, "backup"));
    if (!it.cannot.empty()) return fmt::format("{} It cannot be removed: {}.", what, it.cannot);
    return what +
           " Tasks, habits, plugins, settings and backups of it go to the trash of your desktop, from which your file manager "
           "brings them back. No other profile changes.";
}

void ProfileDialog::look(Ui& ui) {
    std::weak_ptr<Work> weak = now_;
    ui.calls.call<calls::ProfilesLook>({now_->folder}, [weak](Result<calls::ProfilesLook::Reply> reply) {
        const auto work = weak.lock();
        if (!work) return;
        if (reply)
            work->to_remove = std::move(*reply);
        else
            work->problem = words::sentence(words::capitalised(reply.error().message));
    });
}

void ProfileDialog::remove(Ui& ui) {
    std::weak_ptr<Work> weak = now_;
    ui.calls.call<calls::ProfilesRemove>({now_->folder, now_->texts[0]}, [weak, name = now_->texts[0], toasts = &ui.toasts](
                                                                             const Result<calls::ProfilesRemove::Reply>& reply) {
        if (reply) {
            Toast toast;
            toast.title = fmt::format("\u201C{}\u201D is in the trash", name);
            toast.body = "Until you empty it, your file manager brings the profile back from there.";
            toast.icon = "trash";
            toasts->add_now(std::move(toast));
        }
        const auto work = weak.lock();
        if (!work) return;
        work->waiting = false;
        work->done = reply.has_value();
        if (!reply) work->problem = words::sentence(words::capitalised(reply.error().message));
    });
}

bool ProfileDialog::complete() const {
    const auto fields = words_of(now_->form).fields.size();
    return std::ranges::none_of(std::span(now_->texts).first(fields), &std::string::empty);
}

std::string ProfileDialog::mistake() const {
    if (now_->form == ProfileForm::remove) {
        if (!now_->to_remove || !now_->to_remove->cannot.empty() || now_->texts[0].empty()) return {};
        return now_->texts[0] == now_->to_remove->name ? "" : "That is not its name.";
    }
    const auto fields = words_of(now_->form).fields.size();
    if (fields < 2 || !complete()) return {};
    const auto &next = now_->texts[fields - 2], &again = now_->texts[fields - 1];
    if (next.size() < shortest) return "It needs at least 8 characters; some words of your own are best.";
    return next == again ? "" : "The two are not the same.";
}

template <class Call> void ProfileDialog::send(Ui& ui, typename Call::Request request) {
    std::weak_ptr<Work> weak = now_;
    ui.calls.call<Call>(std::move(request), [weak, calls = &ui.calls](Result<typename Call::Reply> reply) {
        const auto work = weak.lock();
        if (!work) return;
        work->waiting = false;
        work->done = reply.has_value();
        if (!reply) work->problem = words::sentence(words::capitalised(reply.error().message));
        if constexpr (std::is_same_v<Call, calls::ProfilesCreate>)
            if (reply) calls->template call<calls::ProfilesOpen>({reply->folder});
    });
}

void ProfileDialog::send(Ui& ui) {
    now_->waiting = true;
    now_->problem.clear();
    const auto& texts = now_->texts;
    switch (now_->form) {
    case ProfileForm::create: return send<calls::ProfilesCreate>(ui, {texts[0]});
    case ProfileForm::rename: {
        const auto* const current = ui.profile();
        return send<calls::ProfilesRename>(ui, {current ? current->folder : "", texts[0]});
    }
    case ProfileForm::set_passphrase: return send<calls::PassphraseSet>(ui, {texts[0]});
    case ProfileForm::change_passphrase: return send<calls::PassphraseChange>(ui, {texts[0], texts[1]});
    case ProfileForm::remove_passphrase: return send<calls::PassphraseRemove>(ui, {texts[0]});
    case ProfileForm::remove: return remove(ui);
    }
}

void ProfileDialog::draw(Ui& ui) {
    if (const auto form = std::exchange(wanted_, std::nullopt); form && !shown_) {
        now_ = std::make_shared<Work>();
        now_->form = *form;
        if (const auto* const current = ui.profile(); current && *form == ProfileForm::rename) now_->texts[0] = current->name;
        now_->folder = std::exchange(wanted_folder_, {});
        if (*form == ProfileForm::remove) look(ui);
        fresh_ = true;
        open_question(dialog);
    }
    if (!now_) return;
    Work& work = *now_;
    const auto look = words_of(work.form);
    const float inner = ui.px(width - 2 * padding);
    const std::string text = explanation();
    const float text_rows = paragraph_height(ui, inner, Role::body, text, 8);
    const float height = ui.px(26 + 12 + 14 + problem_rows + size::control) + text_rows +
                         ui.px(size::control + gap) * static_cast<float>(look.fields.size());
    const Question question = begin_question(ui, dialog, width, height);
    shown_ = question.shown;
    if (!shown_) {
        now_.reset();
        return;
    }
    Box box = question.box;
    Box head = box.cut_top(ui.px(26));
    draw_icon(ui, head.cut_left(ui.px(20)), look.icon, ui.colors().accent, 20);
    head.cut_left(ui.px(9));
    draw_text(ui, head, Role::heading, ui.colors().text, look.title);
    box.cut_top(ui.px(12));
    draw_paragraph(ui, box.cut_top(text_rows), Role::body, ui.colors().dim, text, 8);
    box.cut_top(ui.px(14));
    bool entered = false;
    for (std::size_t i = 0; i < look.fields.size(); ++i) {
        const FieldLook field{
            .hint = look.fields[i].hint, .focus_now = i == 0 && std::exchange(fresh_, false), .secret = look.fields[i].secret};
        entered |=
            text_field(ui, look.fields[i].hint, box.cut_top(ui.px(size::control)), work.texts[i], field) == FieldEvent::submitted;
        box.cut_top(ui.px(gap));
    }
    Box foot = box.cut_bottom(ui.px(size::control));
    const auto wrong = mistake();
    const auto& said = work.problem.empty() ? wrong : work.problem;
    draw_paragraph(ui, box, Role::small, work.problem.empty() ? ui.colors().dim : ui.colors().bad, said, 2);
    const bool removal = work.form == ProfileForm::remove;
    const bool may = !removal || (work.to_remove && work.to_remove->cannot.empty());
    const bool can = may && complete() && wrong.empty() && !work.waiting && !work.done;
    const bool pressed = button_right(ui, foot, "do", removal ? ButtonKind::danger : ButtonKind::primary,
                                      work.waiting || work.done ? look.busy : look.button, {}, can ? Enabled::yes : Enabled::no);
    const bool left = button_right(ui, foot, "cancel", ButtonKind::secondary, "Cancel");
    if ((pressed || entered) && can) send(ui);
    // What starts anew keeps its form until the window is gone.
    const bool over = work.done && (removal || work.form == ProfileForm::rename || work.form == ProfileForm::change_passphrase);
    if (left || over || question.closed) {
        std::ranges::fill(work.texts, std::string());
        close_question();
        shown_ = false;
    }
    end_question();
    if (!shown_) now_.reset();
}

} // namespace asista::ui
