// Settings: the profiles of this computer's user, and the passphrase of the open one.
#include "ui/pages/settings_form.hpp"

#include "wire/calls/profiles.hpp"

namespace asista::ui {
namespace {

SettingRow profile_row(const Ui& ui, const calls::ProfileInfo& profile) {
    SettingRow row{profile.name, profile.current ? "Open now" : profile.sealed ? "Locked with a passphrase" : profile.folder};
    row.words = "user account person switch " + profile.folder;
    const std::string_view label = profile.current ? "Rename\u2026" : "Open";
    row.control = button_width(ui, label);
    // The first one holds the others, and what is open stays.
    const bool removable = !profile.current && &profile != &ui.snapshot.profiles.front();
    if (removable) {
        row.words += " remove delete trash";
        row.control += button_width(ui, "Remove\u2026") + ui.px(size::step2);
    }
    // Snapshot and page outlive the frame that this row is made for.
    row.draw = [&profile, label, removable](Ui& page, Box place) {
        const bool pressed = button_left(page, place, profile.folder, ButtonKind::secondary, label);
        if (removable && button_left(page, place, profile.folder + "/remove", ButtonKind::secondary, "Remove\u2026"))
            page.navigator.profile(ProfileForm::remove, profile.folder);
        if (!pressed) return;
        if (profile.current)
            page.navigator.profile(ProfileForm::rename);
        else
            page.calls.call<calls::ProfilesOpen>({profile.folder});
    };
    return row;
}

SettingRow passphrase_row(const Ui& ui, bool sealed) {
    SettingRow row{"Passphrase", sealed ? "Your data and its backups are encrypted, and every start asks for it."
                                        : "None: who can read your files can read your data."};
    row.words = "password lock encrypt encryption secret privacy";
    row.control = sealed ? button_width(ui, "Change\u2026") + button_width(ui, "Remove\u2026") + ui.px(size::step2)
                         : button_width(ui, "Set a passphrase\u2026", "lock-key");
    row.draw = [sealed](Ui& page, Box place) {
        if (!sealed) {
            if (button_left(page, place, "set", ButtonKind::secondary, "Set a passphrase\u2026", "lock-key"))
                page.navigator.profile(ProfileForm::set_passphrase);
            return;
        }
        if (button_left(page, place, "change", ButtonKind::secondary, "Change\u2026"))
            page.navigator.profile(ProfileForm::change_passphrase);
        if (button_left(page, place, "remove", ButtonKind::secondary, "Remove\u2026"))
            page.navigator.profile(ProfileForm::remove_passphrase);
    };
    return row;
}

} // namespace

SettingSection profile_section(Ui& ui) {
    SettingSection section{"user", "Profiles", {}};
    for (const auto& profile : ui.snapshot.profiles) section.rows.push_back(profile_row(ui, profile));
    const auto* const current = ui.profile();
    section.rows.push_back(passphrase_row(ui, current != nullptr && current->sealed));
    SettingRow add{"Another profile", "For someone else at this computer, or for another part of your life."};
    add.words = "new user account add";
    add.control = button_width(ui, "New profile\u2026", "user-plus");
    add.draw = [](Ui& page, Box place) {
        if (button_left(page, place, "new", ButtonKind::secondary, "New profile\u2026", "user-plus"))
            page.navigator.profile(ProfileForm::create);
    };
    section.rows.push_back(std::move(add));
    return section;
}

} // namespace asista::ui
