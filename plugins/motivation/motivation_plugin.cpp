#include "motivation_plugin.hpp"

#include "coach.hpp"
#include "personal.hpp"

#include <algorithm>
#include <string_view>

namespace asista::motivation {
namespace {

using std::chrono::milliseconds;

constexpr InstantMs facts_last_ms = 15 * ms_per_minute; // events tell of changes; this is for the clock: habits, due days, energy
constexpr std::string_view answer_key = "line";         // the coach's answer, over a swap
constexpr InstantMs longest_wait_ms = 15 * ms_per_minute; // a machine that slept is noticed this soon

} // namespace

MotivationPlugin::MotivationPlugin() {
    register_card();
    register_commands();
    register_methods();
}

// ---- life --------------------------------------------------------------------------------------------------------------------

void MotivationPlugin::on_start() {
    if (const auto settings = this->settings().all()) preferences_ = read_preferences(*settings);
    notebook_.open(now());
    for (const std::string& key : notebook_.set_aside()) {
        log_warning("some of what was stored could not be read; the original is kept under \"" + key + "\"");
    }
    read_everything();
}

void MotivationPlugin::on_activate() {
    for (const char* event : {"tasks/changed", "habits/changed", "goals/changed"}) {
        subscribe(event, [this](const asista::Json&) { read_soon(); });
    }
    next_nudge_check_ = next_nudge_check_ms(moment());
    keep_fresh(now());
    ensure_line();
    active_ = true;
    if (state_.writing)
        go_on_with_answer();
    else if (coach_is_due_)
        ask_coach(Asked::by_itself);
    welcome();
    wait_for_next();
}

void MotivationPlugin::on_deactivate(bool uninstalling) {
    active_ = false; // the coach may write on: a new build waits for that, and without one it ends with this process
    if (uninstalling) notebook_.set_welcomed(false, now());
}

std::optional<asista::Json> MotivationPlugin::save_state() {
    CardState state = state_;
    state.writing = writing_;
    return asista::Json::parse(encode_card(state), nullptr, false);
}

void MotivationPlugin::load_state(const asista::Json& state, unsigned) {
    Decoded<CardState> decoded = decode_card(state.dump());
    if (decoded.damaged) return log_warning("the state of an earlier build was not understood; starting with a new line");
    state_ = std::move(decoded.value);
    update_heart();
}

void MotivationPlugin::on_settings_changed(const asista::Json& settings) {
    preferences_ = read_preferences(settings);
    if (!preferences_.use_ai) stop_coach();
    redraw();
}

// What was granted is offered and read from now on; what was taken back is gone with the next reading.
void MotivationPlugin::on_permissions_changed() {
    offer_voice();
    read_soon();
}

// ---- what is known -----------------------------------------------------------------------------------------------------------

void MotivationPlugin::read_everything() {
    const Moment at = moment();
    const auto all_habits = habits();
    const auto all_goals = goals();
    facts_ =
        read_facts(tasks(), granted("habits:read") ? &all_habits : nullptr, granted("goals:read") ? &all_goals : nullptr, at);
    stats_ = make_stats(facts_, at);
    energy_ = read_energy(stats_, at, notebook_.journal().check_in);
    read_at_ = at.at_ms;
}

// Changes come in bursts (an import, undo); one reading answers all of them.
void MotivationPlugin::read_soon() {
    if (reading_ != 0) return;
    reading_ = after(milliseconds(150), [this] {
        reading_ = 0;
        read_everything();
        redraw();
    });
}

void MotivationPlugin::keep_fresh(InstantMs at) {
    const bool other_day = day_of(at, utc_offset_s()) != day_of(read_at_, utc_offset_s());
    if (at < read_at_ || at - read_at_ >= facts_last_ms || other_day) read_everything();
}

// ---- the line ----------------------------------------------------------------------------------------------------------------

void MotivationPlugin::ensure_line() {
    if (!state_.line || next_change_ms(state_.shown_at, moment()) <= now()) change_line(Asked::by_itself);
}

void MotivationPlugin::change_line(Asked asked, Wish wish) {
    stop_coach();
    keep_fresh(now());
    // Every second line is a personal one, which the coach may improve; the others stay as they are and can be read in peace.
    const bool personal = wish == Wish::personal || state_.draws % 2 == 0;
    show_line(choose_line(energy_.level, personal));
    // Nobody is asked for words that nobody is there to read; at a start somebody is.
    coach_is_due_ = false;
    if (personal && (asked == Asked::by_the_user || !active_ || user_is_around())) ask_coach(asked);
    if (active_) wait_for_next();
}

// A personal line when it is wanted and the numbers allow one, a saved line now and then, else the built-in set.
Line MotivationPlugin::choose_line(const std::optional<Level>& energy, bool personal) {
    const Moment at = moment();
    const std::uint64_t turn = state_.draws++;
    const std::uint64_t seed = mixed(static_cast<std::uint64_t>(at.day)) ^ turn;
    const Tags tags = tags_of(at, stats_, energy);
    const bool welcomes = (tags & tag::back) != 0;
    if (personal && !welcomes) {
        // The very first line is no draw: it is the first impression.
        if (auto line = compose_personal(stats_, energy, at, notebook_.shown(), turn == 0 ? 0 : mixed(seed))) return *line;
    }
    if (turn % 9 == 5 && !notebook_.saved().empty()) {
        const SavedLine& saved = notebook_.saved()[mixed(seed) % notebook_.saved().size()];
        if (!notebook_.shown().recently(line_id(saved.text), at.day)) return {saved.text, saved.author, Source::saved};
    }
    const Phrase* phrase = pick(phrases_, tags, notebook_.shown(), at.day, seed);
    return {std::string(phrase->text), std::string(phrase->author), Source::built_in}; // some line suits every moment
}

void MotivationPlugin::show_line(Line line) {
    notebook_.remember(line, moment());
    state_.line = std::move(line);
    state_.shown_at = now();
    mark_state_dirty();
    update_heart();
    redraw();
}

void MotivationPlugin::ask_coach(Asked asked) {
    // A line chosen for the first frame comes before activation, and questions may only be asked after it.
    coach_is_due_ = !active_;
    if (!active_ || !preferences_.use_ai) return;
    if (asked == Asked::by_itself && !granted("ai:chat")) return; // the user is asked when they want a line, not by surprise
    const CoachPrompt prompt = make_prompt(stats_, facts_, energy_, moment(), preferences_.share_titles);
    chat_ = ai().chat({{asista::AiRole::system, prompt.system}, {asista::AiRole::user, prompt.user}}, nullptr, next_answer(),
                      coach_max_tokens, answer_key);
}

// A build that is swapped in while the coach writes waits for the same line.
void MotivationPlugin::go_on_with_answer() {
    state_.writing = false;
    if (preferences_.use_ai) chat_ = ai().resume(answer_key, 0, nullptr, next_answer());
}

// What becomes of the answer to the question that is asked now.
std::function<void(asista::Expected<asista::AiAnswer>)> MotivationPlugin::next_answer() {
    const std::uint64_t question = ++asked_;
    writing_ = true;
    return [this, question](asista::Expected<asista::AiAnswer> answer) {
        if (question != asked_) return; // another line came in between
        writing_ = false;
        redraw();
        if (!answer) {
            const asista::Errc why = answer.error().code;
            // Nothing to go on with: the client was closed meanwhile.
            if (why != asista::Errc::denied && why != asista::Errc::not_found) log_info("no answer: " + answer.error().message);
            return;
        }
        const auto text = clean_reply(answer->text);
        if (!text) return log_info("the answer was not fit for the card, the line stays");
        if (notebook_.shown().recently(line_id(*text), moment().day)) return; // said before, word for word
        const std::string by = answer->provider.empty() ? "Asista" : "Asista, " + answer->provider;
        show_line({*text, by, Source::coach});
    };
}

void MotivationPlugin::stop_coach() {
    ++asked_;
    if (writing_) chat_.cancel();
    writing_ = false;
}

bool MotivationPlugin::user_is_around() const {
    const auto last = activity().last();
    return last && now() - *last < ms_per_hour;
}

// ---- what the user does ------------------------------------------------------------------------------------------------------

void MotivationPlugin::draw_card(asista::Frame& frame) {
    keep_fresh(now());
    ensure_line();
    const CardEvent event = card_.draw(frame, {&*state_.line, &stats_, &energy_, notebook_.saved().size(), writing_});
    switch (event.kind) {
    case CardEvent::Kind::none: return;
    case CardEvent::Kind::open_saved: open_page("saved").value(); return;
    case CardEvent::Kind::stop_writing: stop_coach(); return;
    case CardEvent::Kind::check_in: check_in(event.level); return;
    }
}

void MotivationPlugin::draw_page(asista::Frame& frame) {
    SavedPageModel model{&notebook_.saved(), &notebook_.history(), removed_ ? &*removed_ : nullptr, page_problem_,
                         utc_offset_s()};
    const SavedPageEvent event = draw_saved_page(frame, model);
    if (event.kind == SavedPageEvent::Kind::none) return;
    bool done = true;
    switch (event.kind) {
    case SavedPageEvent::Kind::none: break;
    case SavedPageEvent::Kind::remove:
        removed_ = notebook_.remove_saved(event.text, now());
        done = removed_.has_value();
        break;
    case SavedPageEvent::Kind::restore:
        done = removed_ && notebook_.restore_saved(*removed_, now());
        if (done) removed_.reset();
        break;
    case SavedPageEvent::Kind::save: done = notebook_.save(event.text, event.author, now()) == Notebook::SaveAnswer::saved; break;
    case SavedPageEvent::Kind::save_current:
        ensure_line();
        done = notebook_.save(state_.line->text, state_.line->author, now()) == Notebook::SaveAnswer::saved;
        break;
    }
    page_problem_ = done ? "" : "Nothing was changed: the storage did not take it. Try again in a moment.";
    update_heart();
    redraw();
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
    update_heart();
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
    update_heart();
    redraw();
}

void MotivationPlugin::check_in(Level level) {
    notebook_.set_check_in({level, now()}, now());
    read_everything();
    change_line(Asked::by_the_user, Wish::personal); // words for the energy that is there
}

void MotivationPlugin::motivate_aloud() {
    change_line(Asked::by_the_user, Wish::personal);
    notify("For you", state_.line->text);
}

void MotivationPlugin::tell_how_it_goes() {
    read_everything();
    const std::string summary = describe(stats_);
    if (!notify("How you are doing", summary)) show_line({summary, "Asista", Source::personal});
    redraw();
}

void MotivationPlugin::update_heart() {
    const bool saved = state_.line && notebook_.is_saved(state_.line->text);
    set_actions("quote", {{"refresh", "arrows-clockwise", "Another line", false},
                          {"save", "heart", saved ? "Saved. Press to remove it" : "Save this line", saved}});
}

// ---- by the clock ------------------------------------------------------------------------------------------------------------

void MotivationPlugin::tick() {
    const Moment at = moment();
    keep_fresh(at.at_ms);
    ensure_line();
    if (at.at_ms >= next_nudge_check_) {
        maybe_nudge(at);
        next_nudge_check_ = next_nudge_check_ms(at);
    }
    redraw();
    wait_for_next();
}

void MotivationPlugin::wait_for_next() {
    if (ticking_ != 0) stop_timer(ticking_);
    const Moment at = moment();
    const InstantMs next = std::min({next_change_ms(state_.shown_at, at), next_nudge_check_, at.at_ms + longest_wait_ms});
    ticking_ = after(milliseconds(std::max<InstantMs>(1000, next - at.at_ms)), [this] {
        ticking_ = 0;
        tick();
    });
}

void MotivationPlugin::maybe_nudge(const Moment& at) {
    const auto last = activity().last();
    if (decide_nudge(preferences_.nudges, notebook_.journal().nudges, at, last ? *last : 0) != NudgeAnswer::send) return;
    const std::uint64_t seed = mixed(static_cast<std::uint64_t>(at.at_ms));
    const Phrase* phrase = pick(phrases_, tags_of(at, stats_, energy_.level), notebook_.shown(), at.day, seed);
    const Line line{std::string(phrase->text), std::string(phrase->author), Source::built_in};
    // Counted first: a reminder that is lost is better than one too many.
    notebook_.set_nudges(after_nudge(notebook_.journal().nudges, at), at.at_ms);
    notebook_.remember(line, at);
    notify("When you are ready", line.text);
}

void MotivationPlugin::welcome() {
    if (!notebook_.journal_known() || notebook_.journal().welcomed || !granted("notifications:send")) return;
    notebook_.set_welcomed(true, now());
    notify("Motivation Booster is on", nudge_promise(preferences_.nudges));
}

bool MotivationPlugin::notify(std::string title, std::string body) {
    const auto shown = notifications().show({.title = std::move(title), .body = std::move(body), .icon = "sparkle"});
    if (!shown && shown.error().code != asista::Errc::denied) log_info("not shown: " + shown.error().message);
    return shown.has_value();
}

} // namespace asista::motivation

ASISTA_PLUGIN(asista::motivation::MotivationPlugin)
