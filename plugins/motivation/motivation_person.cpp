// What the person does with the card, the page, commands and their voice.
#include "motivation_plugin.hpp"

#include "safety.hpp"

#include <algorithm>
#include <cstdio>
#include <string_view>
#include <utility>

namespace asista::motivation {
namespace {

constexpr InstantMs snooze_ms = 2 * ms_per_hour;
// After a note that sounds like a crisis nothing is generated and nobody is reminded for a day.
constexpr InstantMs rest_after_crisis_ms = ms_per_day;

std::string local_stamp(InstantMs at, std::int32_t utc_offset_s) {
    const LocalTime local = asista::to_local(at, utc_offset_s);
    char text[48];
    std::snprintf(text, sizeof text, "%04d-%02d-%02d %02d:%02d", local.year, local.month, local.day, local.hour, local.minute);
    return text;
}

// A field of CSV, quoted. A leading sign of a formula gets a quote mark, so that no spreadsheet runs a note.
std::string csv_field(std::string text) {
    if (!text.empty() && std::string_view("=+-@").find(text.front()) != std::string_view::npos) text.insert(0, "'");
    for (std::size_t at = text.find('"'); at != std::string::npos; at = text.find('"', at + 2)) text.insert(at, 1, '"');
    return '"' + text + '"';
}

} // namespace

// ---- the card ----------------------------------------------------------------------------------------------------------------

void MotivationPlugin::draw_card(asista::Frame& frame) {
    keep_fresh(now());
    ensure_line();
    const NudgeLog& log = notebook_.journal().nudges;
    const bool checked_in = energy_.origin == EnergyReading::Origin::checked_in && !notebook_.check_ins().empty();
    CardModel model;
    model.line = &*state_.line;
    model.stats = &stats_;
    model.check_in = {&energy_, checked_in ? &notebook_.check_ins().back() : nullptr, &state_.note};
    model.saved = notebook_.saved().size() + notebook_.own().size();
    model.writing = writing_;
    model.liked = notebook_.taste().of(line_id(state_.line->text)) > 0;
    model.reminded = log.open && log.day == today();
    model.is_public = is_public();
    if (state_.help_open && !is_public()) model.help = &preferences_.help_region;
    const CardEvent event = card_.draw(frame, model);
    switch (event.kind) {
    case CardEvent::Kind::none: return;
    case CardEvent::Kind::open_saved: open_page("saved").value(); return;
    case CardEvent::Kind::stop_writing: stop_coach(); return;
    case CardEvent::Kind::check_in: detail_check_in(event.check_in); return;
    case CardEvent::Kind::help: handle_help(event.help); return;
    case CardEvent::Kind::welcome: set_nudges(after_welcome(log)); return;
    case CardEvent::Kind::dismiss: set_nudges(after_dismissal(log, moment())); return;
    case CardEvent::Kind::snooze: handle_reminders(PageEvent::Kind::snooze); return;
    case CardEvent::Kind::not_today: handle_reminders(PageEvent::Kind::not_today); return;
    }
}

void MotivationPlugin::press(std::string_view action) {
    if (action == "refresh") change_line(Asked::by_the_user);
    if (action == "save") toggle_saved();
}

void MotivationPlugin::toggle_saved() {
    ensure_line();
    if (!notebook_.is_saved(state_.line->text)) return save_or_fail(state_.line->text, state_.line->author);
    removed_ = notebook_.remove_saved(state_.line->text, now());
    if (!removed_) throw asista::Failure(asista::Errc::unavailable, "the line could not be removed; it is still saved");
    removed_own_.reset();
    update_actions();
    redraw();
}

void MotivationPlugin::save_or_fail(const std::string& text, const std::string& author) {
    switch (notebook_.save(text, author, now())) {
    case Notebook::SaveAnswer::saved:
    case Notebook::SaveAnswer::already_there: break;
    case Notebook::SaveAnswer::invalid:
        throw asista::Failure(asista::Errc::invalid, "a line has 1 to 500 bytes of UTF-8 and an author of at most 120");
    case Notebook::SaveAnswer::full:
        throw asista::Failure(asista::Errc::over_limit, "1,000 lines are saved already; remove some on the page of saved lines");
    case Notebook::SaveAnswer::not_stored:
        throw asista::Failure(asista::Errc::unavailable, "the storage did not take the line; nothing was changed");
    }
    update_actions();
    redraw();
}

// A thumb down takes the line away at once, and with it lines of its kind a little.
void MotivationPlugin::vote(bool up) {
    ensure_line();
    const Line& line = *state_.line;
    const std::uint32_t id = line_id(line.text);
    const auto known =
        std::find_if(phrases_.begin(), phrases_.end(), [id](const Phrase& phrase) { return line_id(phrase.text) == id; });
    const Tags when = known == phrases_.end() ? tag::any : known->when;
    notebook_.vote({id, up, traits_of(when, line.source, line.source == Source::built_in && line.author != "Asista")}, now());
    if (!up) return change_line(Asked::by_the_user);
    redraw();
}

void MotivationPlugin::copy_line() {
    ensure_line();
    const Line& line = *state_.line;
    ImGui::SetClipboardText((line.author.empty() ? line.text : line.text + "\n" + line.author).c_str());
    redraw(); // the clipboard goes out with a frame
}

void MotivationPlugin::read_aloud() {
    ensure_line();
    voice().speak(state_.line->text).value();
}

void MotivationPlugin::update_actions() {
    const asista::WidgetAction another{"refresh", "arrows-clockwise", "Another line", false};
    if (is_public()) {
        set_actions("quote", {another});
        return;
    }
    const bool saved = state_.line && notebook_.is_saved(state_.line->text);
    set_actions("quote", {another, {"save", "heart", saved ? "Saved. Press to remove it" : "Save this line", saved}});
}

// ---- energy ------------------------------------------------------------------------------------------------------------------

void MotivationPlugin::check_in(Level level) {
    // What is typed goes along; a note that is kept already belongs to the check-in before.
    if (!notebook_.check_ins().empty() && notebook_.check_ins().back().note == state_.note) state_.note.clear();
    notebook_.set_check_in({level, now()}, now());
    read_everything();
    change_line(Asked::by_the_user, Wish::personal); // words for the energy that is there
}

void MotivationPlugin::detail_check_in(const CheckInEvent& event) {
    if (event.kind == CheckInEvent::Kind::tap) return check_in(event.level);
    if (notebook_.check_ins().empty()) return;
    CheckIn made = notebook_.check_ins().back();
    if (event.kind == CheckInEvent::Kind::moods) made.moods = event.moods;
    if (event.kind == CheckInEvent::Kind::note) {
        made.note = state_.note;
        if (sounds_like_crisis(made.note)) {
            // No generated words to this: the fixed text, and rest from everything that writes by itself.
            stop_coach();
            state_.help_open = true;
            state_.coach_rests_until = now() + rest_after_crisis_ms;
        }
    }
    notebook_.set_check_in(std::move(made), now());
    energy_ = read_energy(stats_, moment(), notebook_.check_ins().back());
    mark_state_dirty();
    redraw();
}

void MotivationPlugin::handle_help(const HelpEvent& event) {
    switch (event.kind) {
    case HelpEvent::Kind::none: return;
    case HelpEvent::Kind::close: state_.help_open = false; break;
    case HelpEvent::Kind::more:
        state_.tab = "help";
        open_page("saved").value();
        break;
    case HelpEvent::Kind::open: open_url(event.text).value(); return;
    case HelpEvent::Kind::choose_region: change_setting("help_region", event.text); break;
    }
    mark_state_dirty();
    redraw();
}

// ---- voice -------------------------------------------------------------------------------------------------------------------

void MotivationPlugin::motivate_aloud() {
    change_line(Asked::by_the_user, Wish::personal);
    notify("For you", state_.line->text);
    if (granted("voice:synthesis")) static_cast<void>(voice().speak(state_.line->text)); // it is on the screen all the same
}

void MotivationPlugin::tell_how_it_goes() {
    read_everything();
    const std::string summary = is_public() ? "This is a public screen, so it tells nothing of anybody's day." : describe(stats_);
    if (granted("voice:synthesis")) static_cast<void>(voice().speak(summary));
    if (!notify("How you are doing", summary)) show_line({summary, "Asista", Source::personal});
    redraw();
}

// ---- the page ----------------------------------------------------------------------------------------------------------------

void MotivationPlugin::draw_page_of_ours(asista::Frame& frame) {
    if (is_public()) {
        ui::empty_state(frame, "eye-slash", "This is a public screen: lines, check-ins and what was saved are not shown here.");
        return;
    }
    keep_fresh(now());
    PageModel model;
    model.now = moment();
    model.saved = &notebook_.saved();
    model.own = &notebook_.own();
    model.history = &notebook_.history();
    model.removed = removed_ ? &*removed_ : nullptr;
    model.removed_own = removed_own_ ? &*removed_own_ : nullptr;
    model.draft = &state_.own;
    model.stats = &stats_;
    model.facts = &facts_;
    model.energy = &energy_;
    model.check_ins = &notebook_.check_ins();
    model.preferences = &preferences_;
    model.nudges = &notebook_.journal().nudges;
    if (state_.tab == "reminders") model.answer = nudge_answer(model.now); // asks the client: only where it is read
    model.may_notify = granted("notifications:send");
    model.asked = notebook_.journal().coach;
    model.coach_allowed = granted("ai:chat");
    model.coach_rests = now() < state_.coach_rests_until;
    model.problem = page_problem_;
    const std::string tab = state_.tab;
    const OwnLine draft = state_.own;
    const PageEvent event = draw_page(frame, model, state_.tab);
    if (state_.tab != tab || state_.own.text != draft.text || state_.own.author != draft.author || state_.own.when != draft.when)
        mark_state_dirty();
    if (state_.tab != tab) redraw();
    if (event.kind == PageEvent::Kind::none) return;
    page_problem_ = handle_lines(event) ? "" : "Nothing was changed: the storage did not take it. Try again in a moment.";
    update_actions();
    redraw();
}

// False: a line could not be stored.
bool MotivationPlugin::handle_lines(const PageEvent& event) {
    using Kind = PageEvent::Kind;
    switch (event.kind) {
    case Kind::remove:
        removed_own_.reset();
        removed_ = notebook_.remove_saved(event.text, now());
        return removed_.has_value();
    case Kind::restore:
        if (!removed_ || !notebook_.restore_saved(*removed_, now())) return false;
        removed_.reset();
        return true;
    case Kind::save: return notebook_.save(event.text, event.author, now()) == Notebook::SaveAnswer::saved;
    case Kind::save_current:
        ensure_line();
        return notebook_.save(state_.line->text, state_.line->author, now()) == Notebook::SaveAnswer::saved;
    case Kind::add_own: {
        state_.own.added_at = now();
        const auto answer = notebook_.add_own(state_.own);
        if (answer != Notebook::SaveAnswer::saved && answer != Notebook::SaveAnswer::already_there) return false;
        state_.own = {};
        return true;
    }
    case Kind::remove_own:
        removed_.reset();
        removed_own_ = notebook_.remove_own(event.text, now());
        return removed_own_.has_value();
    case Kind::restore_own:
        if (!removed_own_ || !notebook_.restore_own(*removed_own_, now())) return false;
        removed_own_.reset();
        return true;
    case Kind::export_history: export_history(); return true;
    case Kind::export_check_ins: export_check_ins(); return true;
    case Kind::check_in:
    case Kind::remove_check_in: handle_energy(event); return true;
    case Kind::snooze:
    case Kind::not_today:
    case Kind::resume: handle_reminders(event.kind); return true;
    case Kind::set: change_setting(event.text, event.on); return true;
    case Kind::help: handle_help(event.help); return true;
    case Kind::none: return true;
    }
    return true;
}

void MotivationPlugin::handle_energy(const PageEvent& event) {
    if (event.kind == PageEvent::Kind::check_in) return check_in(event.level);
    notebook_.remove_check_in(event.at, now());
    read_everything();
}

void MotivationPlugin::handle_reminders(PageEvent::Kind kind) {
    const NudgeLog& log = notebook_.journal().nudges;
    if (kind == PageEvent::Kind::snooze) set_nudges(after_snooze(log, moment(), snooze_ms));
    if (kind == PageEvent::Kind::not_today) set_nudges(after_not_today(log, moment()));
    if (kind == PageEvent::Kind::resume) set_nudges(after_resume(log));
}

void MotivationPlugin::change_setting(const std::string& key, const asista::Json& value) {
    const auto set = settings().set({{key, value}});
    if (!set) throw asista::Failure(set.error());
    if (auto all = settings().all(); all && all->is_object()) {
        (*all)[key] = value; // the client tells of it a little later
        take_settings(*all);
    }
    redraw();
}

void MotivationPlugin::export_history() {
    save_file("Export the lines shown", "motivation-lines.json", motivation::export_history(notebook_.history()));
}

void MotivationPlugin::export_check_ins() {
    std::string csv = "time,energy,moods,note\r\n";
    for (const CheckIn& one : notebook_.check_ins()) {
        csv += local_stamp(one.at_ms, utc_offset_s()) + "," + std::string(level_code(one.level)) + "," +
               csv_field(mood_text(one.moods)) + "," + csv_field(one.note) + "\r\n";
    }
    save_file("Export your check-ins", "check-ins.csv", std::move(csv));
}

void MotivationPlugin::save_file(std::string title, std::string name, std::string content) {
    files().save({std::move(title), std::move(name), std::move(content)}, [this](asista::Expected<std::string> saved) {
        if (saved || saved.error().code == asista::Errc::cancelled) return;
        page_problem_ = "It was not exported: " + saved.error().message + ".";
        redraw();
    });
}

} // namespace asista::motivation
