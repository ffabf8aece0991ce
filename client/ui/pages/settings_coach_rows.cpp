// Settings, "Coach" and "Plugins that talk to the coach": the rows, and what stands below them.
#include "ui/ai_words.hpp"
#include "ui/pages/page.hpp"
#include "ui/pages/settings_coach.hpp"
#include "ui/words.hpp"
#include "wire/permissions.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace asista::ui {
namespace {

constexpr float choice_width = 190, limits_rows = 46, limits_width = 388, preview_rows = 44, preview_width = 190,
                outcome_icon = 16;
constexpr std::string_view search_words = "ai provider model key limit tokens cost money month local claude openai ollama";

// Whether a plugin may want to ask the coach, and whether the person has ruled it out.
struct Asks {
    bool any = false, allowed = false;
};
Asks asks_of(const PluginView& plugin) {
    Asks asks;
    for (const auto& each : plugin.permissions) {
        if (each.id != info(Permission::ai_chat).id && each.id != info(Permission::ai_analyze).id) continue;
        asks.any = true;
        asks.allowed = asks.allowed || each.grant != calls::Grant::denied;
    }
    return asks;
}

float bar_width(const Ui& ui, float width) { return std::min(width, ui.px(260)); }
bool narrow(const Ui& ui, float width) { return width < ui.px(limits_width + 240); }

} // namespace

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
        if (provider(choice_of("").provider) != nullptr) section.rows.push_back(counts_row(ui));
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
        const auto asks = asks_of(plugin);
        if (!plugin.installed || !asks.any) continue;
        section.rows.push_back(choice_row(ui, plugin.id, plugin.name, fmt::format("What {} asks", plugin.name)));
        if (!asks.allowed) section.rows.back().text = "You do not allow it: it cannot ask anything.";
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
    row.below_height = [](const Ui& at, float width) {
        return at.px(preview_rows + (narrow(at, width) ? 2 * limits_rows : limits_rows));
    };
    row.below = [this, choice](Ui& page, Box place) {
        draw_preview_choice(page, place.cut_top(page.px(preview_rows)), choice);
        draw_limits(page, place, choice);
    };
    return row;
}

// When the person sees the whole text before it leaves.
void CoachSettings::draw_preview_choice(Ui& ui, Box box, const calls::AiChoice& choice) {
    static const std::vector<std::string> names{"Never", "The first time", "Each time"}; // as calls::AiPreview has them
    box = box.cut_top(ui.px(size::control));
    const Box control = box.cut_right(ui.px(preview_width));
    auto index = static_cast<std::size_t>(choice.preview);
    draw_text(ui, box, Role::small, ui.colors().dim, "Show me the text before it is sent");
    if (!drop_down(ui, "preview", control, names, index)) return;
    calls::AiChoice next = choice;
    next.preview = static_cast<calls::AiPreview>(index);
    choose(ui, next);
}

SettingRow CoachSettings::counts_row(const Ui& ui) {
    const calls::AiChoice choice = choice_of("");
    SettingRow row{"Numbers without names",
                   "What you attach and what the coach looks up goes without the names of tasks, habits, goals and events."};
    row.below_height = [](const Ui& at, float) { return line_height(at, Role::small) + at.px(4); };
    row.below = [](Ui& page, Box place) {
        draw_text(page, place, Role::small, page.colors().faint,
                  "What was said in a conversation before goes along with it still: begin a new one.");
    };
    row.words = "withhold titles private counts " + std::string(search_words);
    row.control = ui.px(size::switch_width);
    row.draw = [this, choice](Ui& page, Box place) {
        if (!toggle_switch(page, "counts", switch_box(page, place), choice.counts_only ? On::yes : On::no, Enabled::yes,
                           "Numbers without names"))
            return;
        calls::AiChoice next = choice;
        next.counts_only = !next.counts_only;
        choose(page, next);
    };
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
