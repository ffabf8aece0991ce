// Settings: who answers the coach and the plugins that talk to it, the person's providers, and what that may cost. [main]
#pragma once

#include "ui/pages/provider_dialog.hpp"
#include "ui/pages/settings_form.hpp"
#include "wire/calls/ai.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace asista::ui {

class CoachSettings {
  public:
    void opened();                       // everything is read anew
    void add_provider() { add_ = true; } // its dialog, in the next draw_dialog()
    std::vector<SettingSection> sections(Ui& ui);
    void draw_dialog(Ui& ui);

  private:
    struct Test {
        bool waiting = true;
        calls::AiProviderTest::Reply reply;
    };
    // What came back. Callbacks hold it, and may outlive this.
    struct Known {
        std::optional<calls::AiSettings::Reply> now;
        std::string problem; // why it could not be read
        bool asking = false, stale = true;
        std::map<std::int64_t, Test> tests; // by provider
    };
    // A limit that is being typed.
    struct Typed {
        std::string text;
        bool wrong = false;
    };

    void follow(Ui& ui);
    void read(Ui& ui);
    const calls::AiProvider* provider(std::int64_t id) const;
    calls::AiChoice choice_of(const std::string& plugin) const;
    void choose(Ui& ui, const calls::AiChoice& choice);
    void test(Ui& ui, std::int64_t id);
    void ask_removal(Ui& ui, const calls::AiProvider& provider);

    SettingSection coach_section(Ui& ui);
    SettingSection plugins_section(Ui& ui);
    SettingRow waiting_row(const Ui& ui) const;
    SettingRow choice_row(const Ui& ui, const std::string& plugin, std::string title, std::string_view what);
    SettingRow provider_row(const Ui& ui, const calls::AiProvider& provider);
    SettingRow counts_row(const Ui& ui);
    void draw_preview_choice(Ui& ui, Box box, const calls::AiChoice& choice);
    void draw_limits(Ui& ui, Box box, const calls::AiChoice& choice);
    bool limit_field(Ui& ui, Box box, const std::string& key, std::string_view hint, const std::string& shown);

    std::shared_ptr<Known> known_ = std::make_shared<Known>();
    std::map<std::string, Typed> typed_; // by plugin and limit
    ProviderDialog dialog_;
    bool add_ = false;
    std::uint64_t seen_revision_ = 0;
    double asked_s_ = 0;
};

} // namespace asista::ui
