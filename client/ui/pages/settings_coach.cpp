#include "ui/pages/settings_coach.hpp"

#include "ui/ai_words.hpp"
#include "ui/pages/page.hpp"
#include "ui/toasts.hpp"
#include "ui/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace asista::ui {
namespace {

constexpr double fresh_s = 5; // how soon what was used is read again while something changes

void fail_toast(Toasts& toasts, std::string title, const Error& error) {
    if (error.code == Errc::cancelled) return; // the client ends
    Toast toast;
    toast.title = std::move(title);
    toast.body = words::sentence(error.message);
    toast.level = NotificationLevel::error;
    toasts.add_now(std::move(toast));
}

std::string joined(const std::vector<std::string>& names) {
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i) text += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + names[i];
    return text;
}

// Who is answered by it, in words.
std::vector<std::string> users_of(const Ui& ui, const calls::AiSettings::Reply& now, std::int64_t provider) {
    std::vector<std::string> users;
    for (const auto& choice : now.choices) {
        if (choice.provider != provider) continue;
        const auto* const plugin = ui.plugin(choice.plugin);
        users.push_back(choice.plugin.empty() ? "the coach" : plugin ? plugin->name : choice.plugin);
    }
    return users;
}

} // namespace

void CoachSettings::opened() {
    known_->stale = true;
    typed_.clear();
}

void CoachSettings::read(Ui& ui) {
    known_->asking = true;
    known_->stale = false;
    seen_revision_ = ui.snapshot.revision;
    asked_s_ = ui.frame.time_s;
    ui.calls.call<calls::AiSettings>({}, [known = known_](Result<calls::AiSettings::Reply> reply) {
        known->asking = false;
        known->problem = reply ? std::string() : words::sentence(reply.error().message);
        if (reply) known->now = std::move(*reply);
    });
}

// What is used grows while the page is open.
void CoachSettings::follow(Ui& ui) {
    const bool changed = ui.snapshot.revision != seen_revision_ && ui.frame.time_s - asked_s_ >= fresh_s;
    if (!known_->asking && (known_->stale || changed)) read(ui);
}

const calls::AiProvider* CoachSettings::provider(std::int64_t id) const {
    if (!known_->now) return nullptr;
    const auto found = std::ranges::find(known_->now->providers, id, &calls::AiProvider::id);
    return found == known_->now->providers.end() ? nullptr : &*found;
}

calls::AiChoice CoachSettings::choice_of(const std::string& plugin) const {
    const auto found = std::ranges::find(known_->now->choices, plugin, &calls::AiChoice::plugin);
    if (found != known_->now->choices.end()) return *found;
    calls::AiChoice none;
    none.plugin = plugin;
    return none;
}

// Shown at once; what the core makes of it is read again.
void CoachSettings::choose(Ui& ui, const calls::AiChoice& choice) {
    auto& choices = known_->now->choices;
    const auto found = std::ranges::find(choices, choice.plugin, &calls::AiChoice::plugin);
    if (found != choices.end())
        *found = choice;
    else
        choices.push_back(choice);
    ui.calls.call<calls::AiChoose>(choice, [known = known_, toasts = &ui.toasts](const Result<calls::Nothing>& done) {
        known->stale = true;
        if (!done) fail_toast(*toasts, "Who answers was not changed", done.error());
    });
}

void CoachSettings::test(Ui& ui, std::int64_t id) {
    known_->tests[id] = {};
    ui.calls.call<calls::AiProviderTest>({id}, [known = known_, id](Result<calls::AiProviderTest::Reply> reply) {
        const auto found = known->tests.find(id);
        if (found == known->tests.end()) return; // changed or removed meanwhile
        found->second.waiting = false;
        if (reply)
            found->second.reply = std::move(*reply);
        else
            found->second.reply.problem = reply.error().message;
    });
}

void CoachSettings::ask_removal(Ui& ui, const calls::AiProvider& provider) {
    const auto users = users_of(ui, *known_->now, provider.id);
    const std::string fall_back = users.empty()
                                      ? "Nobody is answered by it"
                                      : words::capitalised(fmt::format("{} {} answered by the offline coach again", joined(users),
                                                                       users.size() == 1 ? "is" : "are"));
    ui.navigator.ask(fmt::format("Remove {}?", provider.name),
                     fmt::format("{}.{}", fall_back, provider.has_key ? " Its key is removed as well." : ""), "Remove",
                     [known = known_, calls = &ui.calls, toasts = &ui.toasts, id = provider.id, name = provider.name,
                      said = users.empty() ? std::string() : fall_back + "."](bool yes) {
                         if (!yes) return;
                         calls->call<calls::AiProviderRemove>({id}, [=](const Result<calls::Nothing>& done) {
                             known->stale = true;
                             if (!done) return fail_toast(*toasts, fmt::format("{} was not removed", name), done.error());
                             known->tests.erase(id);
                             Toast toast;
                             toast.title = fmt::format("{} removed", name);
                             toast.body = said;
                             toast.icon = "trash";
                             toasts->add_now(std::move(toast));
                         });
                     });
}

void CoachSettings::draw_dialog(Ui& ui) {
    if (std::exchange(add_, false)) dialog_.add();
    const std::string kept = known_->now ? words::sentence(known_->now->keys_kept) : std::string();
    dialog_.draw(ui, kept, [known = known_, calls = &ui.calls, toasts = &ui.toasts](const calls::AiProvider& saved, bool fresh) {
        known->stale = true;
        known->tests.erase(saved.id);
        Toast toast;
        toast.level = NotificationLevel::success;
        toast.title = fmt::format("{} {}", saved.name, fresh ? "added" : "changed");
        const auto* const now = known->now ? &*known->now : nullptr;
        const bool offline = now != nullptr && (now->choices.empty() || now->choices.front().provider == 0);
        if (fresh && offline) {
            toast.body = "The coach answers offline until you choose it.";
            toast.button = "Use it";
            calls::AiChoice choice;
            if (!now->choices.empty()) choice = now->choices.front();
            choice.provider = saved.id;
            toast.pressed = [known, calls, toasts, choice] {
                calls->call<calls::AiChoose>(choice, [known, toasts](const Result<calls::Nothing>& done) {
                    known->stale = true;
                    if (!done) fail_toast(*toasts, "Who answers was not changed", done.error());
                });
            };
        }
        toasts->add_now(std::move(toast));
    });
}

} // namespace asista::ui
