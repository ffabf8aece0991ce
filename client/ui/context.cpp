#include "ui/context.hpp"

#include "ui/words.hpp"

#include <algorithm>
#include <utility>

namespace asista::ui {

DayNumber Ui::today() const { return words::local_day(frame.now_ms, snapshot.utc_offset_s); }

const calls::ProfileInfo* Ui::profile() const {
    const auto found = std::ranges::find(snapshot.profiles, true, &calls::ProfileInfo::current);
    return found == snapshot.profiles.end() ? nullptr : &*found;
}

const PluginView* Ui::plugin(std::string_view id) const {
    const auto found = std::ranges::find(snapshot.plugins, id, &PluginView::id);
    return found == snapshot.plugins.end() ? nullptr : &*found;
}

void Navigator::open(std::string page, std::string detail) {
    wishes_.page = std::move(page);
    wishes_.detail = std::move(detail);
}
void Navigator::review(std::string plugin) { wishes_.review = std::move(plugin); }
void Navigator::review_update(std::string plugin) { wishes_.update = std::move(plugin); }
void Navigator::confirm_removal(std::string plugin) { wishes_.removal = std::move(plugin); }
void Navigator::shortcuts() { wishes_.shortcuts = true; }
void Navigator::new_plugin() { wishes_.new_plugin = true; }
void Navigator::profile(ProfileForm form, std::string folder) {
    wishes_.profile = form;
    wishes_.profile_folder = std::move(folder);
}
void Navigator::introduction() { wishes_.introduction = true; }
void Navigator::notifications() { wishes_.notifications = true; }
void Navigator::palette(std::string text, bool voice) {
    wishes_.palette = true;
    wishes_.palette_text = std::move(text);
    wishes_.voice = voice;
}
void Navigator::focus(TreeItem item) { wishes_.item = std::move(item); }
void Navigator::ask(std::string title, std::string body, std::string button, std::function<void(bool)> answer) {
    wishes_.questions.push_back({std::move(title), std::move(body), std::move(button), std::move(answer)});
}
void Navigator::pick_file(FileWish wish) { wishes_.files.push_back(std::move(wish)); }
Navigator::Wishes Navigator::take() { return std::exchange(wishes_, {}); }

} // namespace asista::ui
