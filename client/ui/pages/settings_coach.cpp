#include "ui/pages/settings_coach.hpp"

#include "ui/ai_words.hpp"
#include "ui/pages/page.hpp"
#include "ui/toasts.hpp"
#include "ui/words.hpp"
#include "wire/permissions.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <utility>

namespace asista::ui {
namespace {

constexpr double fresh_s = 5; // how soon what was used is read again while something changes
constexpr float choice_width = 190, limits_rows = 46, limits_width = 388, outcome_icon = 16;
constexpr std::string_view search_words = "ai provider model key limit tokens cost money month local claude openai ollama";

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

const PermissionView* chat_permission(const PluginView& plugin) {
    const auto found = std::ranges::find(plugin.permissions, info(Permission::ai_chat).id, &PermissionView::id);
    return found == plugin.permissions.end() ? nullptr : &*found;
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

float bar_width(const Ui& ui, float width) { return std::min(width, ui.px(260)); }
bool narrow(const Ui& ui, float width) { return width < ui.px(limits_width + 240); }

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

// ---- rows ---------------------------------------------------------------------------------------------------------------------

std::vector<SettingSection> CoachSettings::sections(Ui& ui) {
    follow(ui);
    std::vector<SettingSection> sections;
    sections.push_back(coach_section(ui));
    if (known_->now) sections.push_back(plugins_section(ui));
    if (sections.back().rows.empty()) sections.pop_back();
    return sections;
}

SettingSection CoachSettings::coach_section(Ui& ui) {
    SettingSection section{"chat-circle", "Coach", {}};
    if (known_->now) {
        section.rows.push_back(choice_row(ui, "", "Who answers", "What you write to the coach"));
        for (const auto& provider : known_->now->providers) section.rows.push_back(provider_row(ui, provider));
        SettingRow add{known_->now->providers.empty() ? "A provider" : "Another provider",
                       words::sentence(known_->now->keys_kept)};
        add.words = "add new " + std::string(search_words);
        add.control = button_width(ui, "Add a provider\u2026", "plus");
        add.draw = [this](Ui& page, Box place) {
            if (button_left(page, place, "add", ButtonKind::secondary, "Add a provider\u2026", "plus")) add_ = true;
        };
        section.rows.push_back(std::move(add));
    } else {
        section.rows.push_back(waiting_row(ui));
    }
    SettingRow sent{"What was sent", "Each request to a provider, in full: when, to whom, and which of your data."};
    sent.words = "ledger log requests privacy ai";
    sent.control = button_width(ui, "Open the list");
    sent.draw = [](Ui& page, Box place) {
        if (button_left(page, place, "sent", ButtonKind::secondary, "Open the list")) page.navigator.open("sent");
    };
    section.rows.push_back(std::move(sent));
    return section;
}

SettingRow CoachSettings::waiting_row(const Ui& ui) const {
    SettingRow row{"Who answers", "Reading\u2026"};
    row.problem = known_->problem;
    row.control = known_->problem.empty() ? 0 : button_width(ui, "Try again");
    row.draw = [known = known_](Ui& page, Box place) {
        if (!known->problem.empty() && button_left(page, place, "again", ButtonKind::secondary, "Try again")) known->stale = true;
    };
    return row;
}

SettingSection CoachSettings::plugins_section(Ui& ui) {
    SettingSection section{"puzzle-piece", "Plugins that talk to the coach", {}};
    for (const auto& plugin : ui.snapshot.plugins) {
        const auto* const permission = plugin.installed ? chat_permission(plugin) : nullptr;
        if (permission == nullptr) continue;
        section.rows.push_back(choice_row(ui, plugin.id, plugin.name, fmt::format("What {} asks", plugin.name)));
        if (permission->grant == calls::Grant::denied) section.rows.back().text = "You do not allow it: it cannot ask anything.";
    }
    if (section.rows.empty()) return section;
    SettingRow prices{"Prices", fmt::format("Prices of {}, in {}. Where one is missing, what it costs is not known.",
                                            known_->now->prices_of, known_->now->currency)};
    prices.height = [](const Ui& at, float) { return at.px(10) + line_height(at, Role::small); };
    prices.draw = [text = prices.text](Ui& page, Box place) {
        place.cut_top(page.px(10));
        draw_text(page, place, Role::small, page.colors().faint, text);
    };
    if (!known_->now->prices_of.empty()) section.rows.push_back(std::move(prices));
    return section;
}

SettingRow CoachSettings::choice_row(const Ui& ui, const std::string& plugin, std::string title, std::string_view what) {
    const calls::AiChoice choice = choice_of(plugin);
    const auto* const answers = provider(choice.provider);
    SettingRow row{std::move(title), words::goes_to(answers, what)};
    row.id = "choice " + plugin;
    row.words = std::string(search_words);
    row.control = ui.px(choice_width);
    row.draw = [this, choice](Ui& page, Box place) {
        std::vector<std::string> names{"Offline coach"};
        const auto& all = known_->now->providers;
        for (const auto& each : all) names.push_back(each.name);
        const auto found = std::ranges::find(all, choice.provider, &calls::AiProvider::id);
        std::size_t index = found == all.end() ? 0 : 1 + static_cast<std::size_t>(found - all.begin());
        if (!drop_down(page, "provider", place, names, index)) return;
        calls::AiChoice next = choice;
        next.provider = index == 0 ? 0 : all[index - 1].id;
        choose(page, next);
    };
    if (answers == nullptr) return row;
    row.below_height = [](const Ui& at, float width) { return at.px(narrow(at, width) ? 2 * limits_rows : limits_rows); };
    row.below = [this, choice](Ui& page, Box place) { draw_limits(page, place, choice); };
    return row;
}

bool CoachSettings::limit_field(Ui& ui, Box box, const std::string& key, std::string_view label, const std::string& shown) {
    Typed& typed = typed_.try_emplace(key, Typed{shown, false}).first->second;
    const FieldEvent event = text_field(ui, key, box, typed.text, {.hint = "No limit", .label = label});
    const bool active = ImGui::IsItemActive(), left = ImGui::IsItemDeactivatedAfterEdit();
    if (typed.wrong) outline(ui, box, ui.colors().bad, size::radius);
    if (event == FieldEvent::submitted || left) return true;
    if (!active && event == FieldEvent::none && !typed.wrong) typed.text = shown;
    return false;
}

// What was used in this month, and the most that may be.
void CoachSettings::draw_limits(Ui& ui, Box box, const calls::AiChoice& choice) {
    const Colors& c = ui.colors();
    const std::string tokens = choice.plugin + "/tokens", cost = choice.plugin + "/cost";
    const std::string currency = known_->now->currency;
    Box fields = narrow(ui, box.w) ? box.cut_bottom(ui.px(limits_rows)) : box.cut_right(ui.px(limits_width));
    fields = fields.cut_top(ui.px(size::control));
    const auto take = [&](const std::string& key, auto parse, std::uint64_t calls::AiChoice::*limit) {
        const auto value = parse(typed_[key].text);
        if (!value) {
            typed_[key].wrong = true;
            return;
        }
        typed_.erase(key); // what is kept comes back
        if (choice.*limit == *value) return;
        calls::AiChoice next = choice;
        next.*limit = *value;
        choose(ui, next);
    };
    const auto word = [&](std::string_view text) { fields.cut_left(draw_text(ui, fields, Role::small, c.dim, text) + ui.px(8)); };
    word("At most");
    const std::string shown_tokens = choice.month_tokens > 0 ? words::thousands(choice.month_tokens) : std::string();
    if (limit_field(ui, fields.cut_left(ui.px(104)), tokens, "Tokens a month", shown_tokens))
        take(tokens, words::parse_tokens, &calls::AiChoice::month_tokens);
    fields.cut_left(ui.px(8));
    word("tokens,");
    if (limit_field(ui, fields.cut_left(ui.px(84)), cost, "Cost a month", words::cents_text(choice.month_cents)))
        take(cost, words::parse_cents, &calls::AiChoice::month_cents);
    fields.cut_left(ui.px(8));
    word(fmt::format("{} a month", currency));

    const auto is_wrong = [this](const std::string& key) {
        const auto found = typed_.find(key);
        return found != typed_.end() && found->second.wrong;
    };
    box.cut_right(ui.px(16));
    const auto share = words::usage_share(choice);
    const bool full = share && *share >= 1;
    Box line = box.cut_top(ui.px(20));
    if (is_wrong(tokens))
        draw_text(ui, line, Role::small, c.bad, "Tokens are a whole number, such as 50,000. Empty is no limit.");
    else if (is_wrong(cost))
        draw_text(ui, line, Role::small, c.bad, "What it may cost is an amount, such as 2.50. Empty is no limit.");
    else
        draw_text(ui, line, Role::small, full ? c.warn : c.dim,
                  fmt::format("{}: {}", full ? "The limit of this month is reached" : "Used this month",
                              words::usage_line(choice, currency)));
    if (!share) return;
    const Box bar = box.cut_top(ui.px(8)).centered_rows(ui.px(5));
    draw_bar(ui, {bar.x, bar.y, bar_width(ui, bar.w), bar.h}, std::clamp(*share, 0.0F, 1.0F), full ? c.warn : c.accent);
}

SettingRow CoachSettings::provider_row(const Ui& ui, const calls::AiProvider& provider) {
    SettingRow row{provider.name, words::provider_line(provider)};
    row.id = fmt::format("provider {}", provider.id);
    row.words = "remove edit test " + std::string(search_words);
    const auto tested = known_->tests.find(provider.id);
    const bool waiting = tested != known_->tests.end() && tested->second.waiting;
    const std::string_view ask = waiting ? "Asking\u2026" : "Test";
    row.control = button_width(ui, ask) + button_width(ui, "Edit\u2026") + ui.px(size::control) + 2 * ui.px(size::step2);
    row.draw = [this, provider, ask, waiting](Ui& page, Box place) {
        if (button_left(page, place, "test", ButtonKind::secondary, ask, {}, waiting ? Enabled::no : Enabled::yes))
            test(page, provider.id);
        if (button_left(page, place, "edit", ButtonKind::secondary, "Edit\u2026")) dialog_.edit(provider);
        if (icon_button(page, "remove", place.cut_right(page.px(size::control)), "trash", page.colors().dim,
                        fmt::format("Remove {}", provider.name)))
            ask_removal(page, provider);
    };
    if (tested == known_->tests.end()) return row;
    const bool failed = !waiting && !tested->second.reply.problem.empty();
    const std::string said = waiting ? "It is asked for a word." : words::test_line(tested->second.reply);
    row.below_height = [said](const Ui& at, float width) {
        return paragraph_height(at, width - at.px(outcome_icon + 8), Role::small, said, 4) + at.px(12);
    };
    row.below = [said, failed, waiting](Ui& page, Box place) {
        const Colors& c = page.colors();
        Box icon = place.cut_left(page.px(outcome_icon));
        icon.h = leading(page, Role::small);
        draw_icon(page, icon,
                  waiting  ? "hourglass"
                  : failed ? "warning-circle"
                           : "check-circle",
                  waiting  ? c.dim
                  : failed ? c.bad
                           : c.ok,
                  outcome_icon);
        place.cut_left(page.px(8));
        draw_paragraph(page, place, Role::small, failed ? c.bad : c.dim, said, 4);
    };
    return row;
}

} // namespace asista::ui
