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

} // namespace

MotivationPlugin::MotivationPlugin() {
    register_card();
    register_commands();
    register_methods();
}

// ---- life --------------------------------------------------------------------------------------------------------------------

void MotivationPlugin::on_start() {
    notebook_.open(now());
    if (const auto settings = this->settings().all()) take_settings(*settings);
    for (const std::string& key : notebook_.set_aside()) {
        log_warning("some of what was stored could not be read; the original is kept under \"" + key + "\"");
    }
    read_everything();
}

void MotivationPlugin::on_activate() {
    for (const char* event : {"tasks/changed", "habits/changed", "goals/changed"}) {
        subscribe(event, [this](const asista::Json&) { read_soon(); });
    }
    hear_of_focus();
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
    if (is_public()) state_.line.reset(); // it may be from a time when nobody else was looking
    update_actions();
}

void MotivationPlugin::on_settings_changed(const asista::Json& settings) {
    take_settings(settings);
    redraw();
}

void MotivationPlugin::take_settings(const asista::Json& settings) {
    preferences_ = read_preferences(settings);
    notebook_.keep_history(preferences_.history_limit, now());
    if (!preferences_.use_ai) stop_coach();
    follow_public_screen();
}

void MotivationPlugin::follow_public_screen() {
    if (shown_publicly_ == is_public()) return;
    shown_publicly_ = is_public();
    stop_coach();
    state_.line.reset(); // what is on the card may be for the other kind of screen
    update_actions();
    redraw();
}

void MotivationPlugin::on_theme_changed() { follow_public_screen(); }

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

// A personal line when it is wanted and the numbers allow one; else the person's own and saved lines, else the built-in set.
Line MotivationPlugin::choose_line(const std::optional<Level>& energy, bool personal) {
    if (is_public()) return choose_public_line();
    const Moment at = moment();
    const std::uint64_t turn = state_.draws++;
    const std::uint64_t seed = mixed(static_cast<std::uint64_t>(at.day)) ^ turn;
    const Tags tags = tags_of(at, stats_, energy);
    const bool welcomes = (tags & tag::back) != 0;
    if (personal && !welcomes) {
        // The very first line is no draw: it is the first impression.
        if (auto line = compose_personal(stats_, energy, at, notebook_.shown(), turn == 0 ? 0 : mixed(seed))) return *line;
    }
    if (!welcomes) {
        const std::vector<Phrase> theirs = own_phrases(notebook_.own(), notebook_.saved());
        const Draw draw{at, tags, seed, &notebook_.taste(), Source::saved, WhenAllShown::none};
        if (const Phrase* phrase = pick(theirs, draw, notebook_.shown())) {
            const bool own = static_cast<std::size_t>(phrase - theirs.data()) < theirs.size() - notebook_.saved().size();
            return {std::string(phrase->text), std::string(phrase->author), own ? Source::own : Source::saved};
        }
    }
    return built_in_line(at, energy, seed);
}

Line MotivationPlugin::choose_public_line() {
    const Moment at = moment();
    const std::uint64_t seed = mixed(static_cast<std::uint64_t>(at.day)) ^ state_.draws++;
    const Phrase* phrase = pick(public_phrases_, {at, public_tags(at), seed}, notebook_.shown());
    return {std::string(phrase->text), std::string(phrase->author), Source::built_in}; // some line suits every moment
}

Line MotivationPlugin::built_in_line(const Moment& at, const std::optional<Level>& energy, std::uint64_t seed) const {
    const Phrase* phrase = pick(phrases_, {at, tags_of(at, stats_, energy), seed, &notebook_.taste()}, notebook_.shown());
    return {std::string(phrase->text), std::string(phrase->author), Source::built_in}; // here too
}

void MotivationPlugin::show_line(Line line) {
    notebook_.remember(line, moment());
    state_.line = std::move(line);
    state_.shown_at = now();
    mark_state_dirty();
    update_actions();
    redraw();
}

bool MotivationPlugin::coach_may_be_asked(Asked asked) const {
    if (!preferences_.use_ai || is_public() || now() < state_.coach_rests_until) return false;
    if (!may_ask(notebook_.journal().coach, preferences_.ai_per_day, moment())) return false;
    return asked == Asked::by_the_user || granted("ai:chat"); // the user is asked when they want a line, not by surprise
}

void MotivationPlugin::ask_coach(Asked asked) {
    // A line chosen for the first frame comes before activation, and questions may only be asked after it.
    coach_is_due_ = !active_;
    if (!active_ || !coach_may_be_asked(asked)) return;
    const CoachPrompt prompt = make_prompt(stats_, facts_, energy_, moment(), preferences_.prompt);
    notebook_.set_coach(after_question(notebook_.journal().coach, moment()), now());
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

} // namespace asista::motivation

ASISTA_PLUGIN(asista::motivation::MotivationPlugin)
