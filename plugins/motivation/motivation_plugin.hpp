// Motivation Booster: wires the logic of this folder to the client. All of it runs on the frame thread.
// The line on the card comes at once from the built-in set or from the user's own numbers; when the coach is allowed and answers,
// its text takes the place.
#pragma once

#include "card.hpp"
#include "codec.hpp"
#include "facts_reader.hpp"
#include "page.hpp"
#include "preferences.hpp"
#include "storage_adapter.hpp"

#include <asista/plugin.hpp>
#include <functional>

namespace asista::motivation {

class MotivationPlugin final : public asista::Plugin {
  public:
    MotivationPlugin();

  private:
    enum class Asked : std::uint8_t { by_itself, by_the_user };
    enum class Wish : std::uint8_t { by_turns, personal }; // by turns: personal, then one of the set, and so on

    void on_start() override;
    void on_activate() override;
    void on_deactivate(bool uninstalling) override;
    std::optional<asista::Json> save_state() override;
    void load_state(const asista::Json& state, unsigned version) override;
    void on_settings_changed(const asista::Json& settings) override;
    void on_permissions_changed() override;
    void on_theme_changed() override;

    void register_card();
    void register_commands();
    void register_methods();
    void offer_voice();

    // What is known of the user, read again when it changed or grew old.
    Moment moment() const { return moment_at(now(), utc_offset_s()); }
    void read_everything();
    void read_soon();
    void keep_fresh(InstantMs at);

    // The line.
    void ensure_line();
    void change_line(Asked asked, Wish wish = Wish::by_turns);
    Line choose_line(const std::optional<Level>& energy, bool personal);
    Line choose_public_line();
    Line built_in_line(const Moment& at, const std::optional<Level>& energy, std::uint64_t seed) const;
    void show_line(Line line);
    void ask_coach(Asked asked);
    bool coach_may_be_asked(Asked asked) const;
    void go_on_with_answer();
    std::function<void(asista::Expected<asista::AiAnswer>)> next_answer();
    void stop_coach();
    bool user_is_around() const;

    // What the user does.
    void draw_card(asista::Frame& frame);
    void draw_page_of_ours(asista::Frame& frame);
    void press(std::string_view action);
    void toggle_saved();
    void save_or_fail(const std::string& text, const std::string& author);
    void check_in(Level level);
    void detail_check_in(const CheckInEvent& event);
    void vote(bool up);
    void copy_line();
    void read_aloud();
    void tell_how_it_goes();
    void motivate_aloud();
    void update_actions();
    bool handle_lines(const PageEvent& event);
    void handle_energy(const PageEvent& event);
    void handle_reminders(PageEvent::Kind kind);
    void handle_help(const HelpEvent& event);
    void export_history();
    void export_check_ins();
    void save_file(std::string title, std::string name, std::string content);
    void change_setting(const std::string& key, const asista::Json& value);
    void take_settings(const asista::Json& settings);
    void follow_public_screen();
    bool is_public() const { return theme().public_screen || preferences_.public_screen; }

    // By the clock.
    void tick();
    void wait_for_next();
    void maybe_nudge(const Moment& at);
    NudgeAnswer nudge_answer(const Moment& at) const;
    bool is_in_meeting(const Moment& at) const;
    void set_nudges(const NudgeLog& log);
    void welcome();
    void hear_of_focus();
    bool notify(std::string title, std::string body); // false: not permitted, or not taken

    asista::Json personalized(const asista::Json& arguments);
    asista::Json save_by_method(const asista::Json& arguments);
    asista::Json stats_json();

    StorageAdapter storage_adapter_{storage()};
    Notebook notebook_{storage_adapter_};
    Preferences preferences_;
    bool shown_publicly_ = false; // what the line and the actions of the card were chosen for
    std::vector<Phrase> phrases_ = built_in_phrases();
    std::vector<Phrase> public_phrases_ = public_phrases();

    Facts facts_;
    Stats stats_;
    EnergyReading energy_;
    InstantMs read_at_ = 0;
    asista::TimerId reading_ = 0;

    CardState state_;
    bool active_ = false;
    bool voice_offered_ = false;
    asista::AiChat chat_;
    std::uint64_t asked_ = 0; // counts questions to the coach; an answer to an older one is dropped
    bool writing_ = false;
    bool coach_is_due_ = false; // the line on the card was chosen before the plugin was active

    Card card_;
    std::optional<SavedLine> removed_;
    std::optional<OwnLine> removed_own_;
    std::string page_problem_;
    InstantMs next_nudge_check_ = 0;
    asista::TimerId ticking_ = 0;
};

} // namespace asista::motivation
