// What the plugin registers with the client, and the methods it offers to others.
#include "motivation_plugin.hpp"

#include <utility>
#include <vector>

namespace asista::motivation {

void MotivationPlugin::register_card() {
    const asista::WidgetSpec card{
        .id = "quote",
        .title = "Daily motivation",
        .icon = "sparkle",
        .columns = 2,
        .height = 185,
        .highlight = true,
        .actions = {{"refresh", "arrows-clockwise", "Another line", false}, {"save", "heart", "Save this line", false}}};
    widget(
        card, [this](asista::Frame& frame) { draw_card(frame); }, [this](std::string_view action) { press(action); });
    // Its id is older than its name: what people have pinned goes by the id.
    page({.id = "saved", .title = "Motivation", .icon = "sparkle"}, [this](asista::Frame& frame) { draw_page_of_ours(frame); });
}

void MotivationPlugin::register_commands() {
    command({.id = "refresh", .title = "Refresh motivation", .icon = "arrows-clockwise", .in_menu = true},
            [this] { change_line(Asked::by_the_user); });
    command({.id = "save", .title = "Save this line", .icon = "heart", .in_menu = true}, [this] {
        ensure_line();
        save_or_fail(state_.line->text, state_.line->author);
    });
    command({.id = "like", .title = "More lines like this", .icon = "thumbs-up", .in_menu = true}, [this] { vote(true); });
    command({.id = "dislike", .title = "Not this line again", .icon = "thumbs-down", .in_menu = true}, [this] { vote(false); });
    command({.id = "copy", .title = "Copy this line", .icon = "copy", .in_menu = true}, [this] { copy_line(); });
    command({.id = "read-aloud", .title = "Read this line aloud", .icon = "speaker-high", .in_menu = true},
            [this] { read_aloud(); });
    command({.id = "snooze", .title = "Snooze reminders for two hours", .icon = "clock"},
            [this] { handle_reminders(PageEvent::Kind::snooze); });
    command({.id = "not-today", .title = "No more reminders today", .icon = "bell-slash"},
            [this] { handle_reminders(PageEvent::Kind::not_today); });
    command({.id = "reminders-again", .title = "Reminders again", .icon = "bell"},
            [this] { handle_reminders(PageEvent::Kind::resume); });
    command({.id = "help", .title = "If it is more than a bad day: people to reach", .icon = "lifebuoy"}, [this] {
        state_.tab = "help";
        open_page("saved").value();
    });
    command({.id = "check-in", .title = "Check in energy...", .icon = "battery-medium", .in_menu = true}, [this] {
        card_.ask_energy();
        redraw();
    });
    for (const Level level : {Level::xs, Level::s, Level::m, Level::l, Level::xl}) {
        const std::string code(level_code(level));
        command({.id = "energy-" + std::to_string(static_cast<int>(level)),
                 .title = "Check in energy: " + code + ", " + std::string(level_words(level)),
                 .icon = "battery-medium"},
                [this, level] { check_in(level); });
    }
    command({.id = "saved", .title = "Open saved lines", .icon = "bookmark-simple", .in_menu = true},
            [this] { open_page("saved").value(); });
    offer_voice();
}

// Only where it is granted: registering would ask the user, who has not said anything yet.
void MotivationPlugin::offer_voice() {
    if (voice_offered_ || !granted("voice:commands")) return;
    voice_offered_ = true;
    voice_command({.id = "motivate", .phrases = {"motivate me"}, .description = "Another line, on the card and as a message"},
                  [this](std::string_view) { motivate_aloud(); });
    voice_command({.id = "how", .phrases = {"how am i doing"}, .description = "Your day and week in numbers"},
                  [this](std::string_view) { tell_how_it_goes(); });
    static constexpr std::pair<std::string_view, Level> said[] = {{"energy very low", Level::xs}, {"energy low", Level::s},
                                                                  {"energy steady", Level::m},    {"energy okay", Level::m},
                                                                  {"energy good", Level::l},      {"energy high", Level::xl}};
    std::vector<std::string> phrases;
    for (const auto& [phrase, level] : said) phrases.emplace_back(phrase);
    voice_command({.id = "energy", .phrases = phrases, .description = "Checks in your energy, and brings a line for it"},
                  [this](std::string_view phrase) {
                      for (const auto& [known, level] : said) {
                          if (phrase == known) return check_in(level);
                      }
                  });
}

void MotivationPlugin::register_methods() {
    method({.name = "getPersonalizedMotivation",
            .description = "A line for the user's numbers and energy; energy (XS to XL) may be given.",
            .example = {{"energy", "M"}}},
           [this](const asista::Json& arguments) { return personalized(arguments); });
    method({.name = "saveMotivation",
            .description = "Adds a line to the saved ones.",
            .example = {{"text", "One clear step is enough."}, {"author", "Asista"}}},
           [this](const asista::Json& arguments) { return save_by_method(arguments); });
    method({.name = "getMotivationStats", .description = "Streak, saved lines, energy and today's numbers, from real data."},
           [this](const asista::Json&) { return stats_json(); });
}

asista::Json MotivationPlugin::personalized(const asista::Json& arguments) {
    std::optional<Level> energy;
    if (arguments.is_object() && arguments.contains("energy") && !arguments["energy"].is_null()) {
        if (arguments["energy"].is_string()) energy = level_from_code(arguments["energy"].get_ref<const std::string&>());
        if (!energy) throw asista::Failure(asista::Errc::invalid, "energy is one of XS, S, M, L, XL");
    }
    read_everything();
    const Line line = choose_line(energy ? energy : energy_.level, true);
    notebook_.remember(line, moment());
    mark_state_dirty();
    static constexpr const char* sources[] = {"built-in", "personal", "coach", "saved", "own"};
    asista::Json answer = {{"text", line.text}, {"author", line.author}, {"source", sources[static_cast<int>(line.source)]}};
    const std::optional<Level> used = energy ? energy : energy_.level;
    answer["energy"] = used ? asista::Json(level_code(*used)) : asista::Json(nullptr);
    answer["energyFrom"] = energy ? "You named it." : energy_.how;
    return answer;
}

asista::Json MotivationPlugin::save_by_method(const asista::Json& arguments) {
    if (!arguments.is_object() || !arguments.contains("text") || !arguments["text"].is_string()) {
        throw asista::Failure(asista::Errc::invalid, "give the line as {\"text\": \"...\", \"author\": \"...\"}");
    }
    std::string author;
    if (arguments.contains("author") && arguments["author"].is_string()) author = arguments["author"].get<std::string>();
    const std::size_t before = notebook_.saved().size();
    save_or_fail(arguments["text"].get<std::string>(), author);
    return {{"saved", notebook_.saved().size()}, {"added", notebook_.saved().size() > before}};
}

asista::Json MotivationPlugin::stats_json() {
    read_everything();
    static constexpr const char* origins[] = {"unknown", "estimated", "checked in"};
    return {{"streakDays", stats_.streak_days},
            {"streakIsAtLeast", stats_.streak_at_least},
            {"activeDaysOfLast7", stats_.active_days_week},
            {"strength", stats_.strength},
            {"comebacks", stats_.comebacks},
            {"ownLines", notebook_.own().size()},
            {"checkIns", notebook_.check_ins().size()},
            {"saved", notebook_.saved().size()},
            {"shownLately", notebook_.history().size()},
            {"energy", energy_.level ? asista::Json(level_code(*energy_.level)) : asista::Json(nullptr)},
            {"energyOrigin", origins[static_cast<int>(energy_.origin)]},
            {"energyHow", energy_.how},
            {"finishedToday", stats_.finished_today},
            {"habitsDoneToday", stats_.habits_done_today},
            {"habitsToday", stats_.habits_today},
            {"goalsActive", stats_.goals_active},
            {"goalsMovedThisWeek", stats_.goals_moved},
            {"summary", describe(stats_)}};
}

} // namespace asista::motivation
