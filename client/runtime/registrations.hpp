// What one plugin process has told the client it offers. Every entry comes from the plugin, so each is held against its caps and
// formats before it is kept; a page can show what is in here as it is.
#pragma once

#include "wire/calls/services.hpp"
#include "wire/calls/view.hpp"

#include <set>
#include <string>
#include <vector>

namespace asista::runtime {

// [core] Adding: Errc::invalid names the field; Errc::busy: the id is taken; Errc::over_limit: the cap. Removing: Errc::not_found.
class Registrations {
  public:
    static constexpr std::size_t max_panels = 16; // widgets and pages together: the surfaces of one host
    static constexpr std::size_t max_actions = 4;
    static constexpr std::size_t max_commands = 64;
    static constexpr std::size_t max_menu_items = 16;
    static constexpr std::size_t max_voices = 32;
    static constexpr std::size_t max_phrases = 16;
    static constexpr std::size_t max_methods = 64;
    static constexpr std::size_t max_subscriptions = 64;

    Result<void> add_widget(const calls::WidgetRegister::Request& widget);
    Result<void> remove_widget(const std::string& id);
    Result<void> set_actions(const std::string& id, const std::vector<calls::WidgetAction>& actions);
    Result<void> add_page(const calls::PageRegister::Request& page);
    Result<void> remove_page(const std::string& id);
    Result<void> add_command(const calls::CommandRegister::Request& command);
    Result<void> remove_command(const std::string& id); // and the menu items that run it
    Result<void> add_menu_item(const calls::MenuAdd::Request& item);
    Result<void> remove_menu_item(const std::string& id);
    Result<void> add_voice(const calls::VoiceRegister::Request& voice);
    Result<void> remove_voice(const std::string& id);
    Result<void> add_method(const calls::MethodExport::Request& method);
    // Whether the plugin may have the event is the caller's business; the name is valid.
    Result<void> subscribe(const std::string& event);
    Result<void> unsubscribe(const std::string& event);

    const std::vector<calls::WidgetRegister::Request>& widgets() const { return widgets_; } // all in the order added
    const std::vector<calls::PageRegister::Request>& pages() const { return pages_; }
    const std::vector<calls::CommandRegister::Request>& commands() const { return commands_; }
    const std::vector<calls::MenuAdd::Request>& menu_items() const { return menu_items_; }
    const std::vector<calls::VoiceRegister::Request>& voices() const { return voices_; }
    const std::vector<calls::MethodExport::Request>& methods() const { return methods_; }
    bool subscribed(const std::string& event) const { return subscriptions_.contains(event); }
    bool has_panels() const { return !widgets_.empty() || !pages_.empty(); }

  private:
    Result<void> check_surface(std::uint32_t surface) const;

    std::vector<calls::WidgetRegister::Request> widgets_;
    std::vector<calls::PageRegister::Request> pages_;
    std::vector<calls::CommandRegister::Request> commands_;
    std::vector<calls::MenuAdd::Request> menu_items_;
    std::vector<calls::VoiceRegister::Request> voices_;
    std::vector<calls::MethodExport::Request> methods_;
    std::set<std::string> subscriptions_;
};

// What a person types or says, and what a plugin registered, in the form in which they are compared: lower case, single spaces, no
// punctuation at the ends.
std::string normal_phrase(std::string_view text);

} // namespace asista::runtime
