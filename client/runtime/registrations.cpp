#include "runtime/registrations.hpp"

#include "wire/utf8.hpp"

#include <algorithm>
#include <cmath>

namespace asista::runtime {

namespace {
constexpr std::uint32_t first_popup_surface = 0x10000;
constexpr float max_height = 4096;

bool is_id_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

Result<void> check_id(std::string_view what, std::string_view id) {
    if (id.empty() || id.size() > 64 || !std::ranges::all_of(id, is_id_character))
        return fail(Errc::invalid, "the id of a {} is 1 to 64 letters, digits, dots, dashes and underscores", what);
    return {};
}

// A text that is shown on one line.
Result<void> check_text(std::string_view what, std::string_view text, std::size_t least, std::size_t most) {
    const bool control = std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
    if (text.size() < least || text.size() > most || control || !wire::is_utf8(text))
        return fail(Errc::invalid, "the {} is UTF-8 of {} to {} bytes on one line", what, least, most);
    return {};
}

Result<void> check_actions(const std::vector<calls::WidgetAction>& actions) {
    if (actions.size() > Registrations::max_actions)
        return fail(Errc::over_limit, "a widget has at most {} header actions", Registrations::max_actions);
    for (std::size_t i = 0; i < actions.size(); ++i) {
        TRY(check_id("header action", actions[i].id));
        TRY(check_text("icon of a header action", actions[i].icon, 1, 64));
        TRY(check_text("tooltip of a header action", actions[i].tooltip, 1, 160));
        for (std::size_t other = 0; other < i; ++other)
            if (actions[other].id == actions[i].id)
                return fail(Errc::invalid, "two header actions have the id {}", actions[i].id);
    }
    return {};
}

template <class Item>
Result<void> check_new(std::string_view what, const std::vector<Item>& items, const std::string& id, std::size_t most) {
    TRY(check_id(what, id));
    if (std::ranges::find(items, id, &Item::id) != items.end()) return fail(Errc::busy, "there is a {} {} already", what, id);
    if (items.size() >= most) return fail(Errc::over_limit, "a plugin has at most {} of: {}", most, what);
    return {};
}

template <class Item> Result<void> remove_from(std::string_view what, std::vector<Item>& items, const std::string& id) {
    const auto found = std::ranges::find(items, id, &Item::id);
    if (found == items.end()) return fail(Errc::not_found, "there is no {} {}", what, id.substr(0, 64));
    items.erase(found);
    return {};
}
} // namespace

Result<void> Registrations::check_surface(std::uint32_t surface) const {
    if (widgets_.size() + pages_.size() >= max_panels)
        return fail(Errc::over_limit, "a plugin has at most {} widgets and pages together", max_panels);
    if (surface == 0 || surface >= first_popup_surface)
        return fail(Errc::invalid, "surface {} is not between 1 and 65535", surface);
    const auto has = [surface](const auto& panel) { return panel.surface == surface; };
    if (std::ranges::any_of(widgets_, has) || std::ranges::any_of(pages_, has))
        return fail(Errc::busy, "surface {} is taken", surface);
    return {};
}

Result<void> Registrations::add_widget(const calls::WidgetRegister::Request& widget) {
    TRY(check_new("widget", widgets_, widget.id, max_panels));
    TRY(check_surface(widget.surface));
    TRY(check_text("title of a widget", widget.title, 1, 80));
    TRY(check_text("icon of a widget", widget.icon, 0, 64));
    if (widget.columns < 1 || widget.columns > 3)
        return fail(Errc::invalid, "a widget is 1 to 3 columns wide, not {}", widget.columns);
    if (!(widget.height >= 0 && widget.height <= max_height)) // also false for NaN
        return fail(Errc::invalid, "a widget is 0 to {} pixels high", max_height);
    TRY(check_actions(widget.actions));
    widgets_.push_back(widget);
    return {};
}

Result<void> Registrations::remove_widget(const std::string& id) { return remove_from("widget", widgets_, id); }

Result<void> Registrations::set_actions(const std::string& id, const std::vector<calls::WidgetAction>& actions) {
    const auto widget = std::ranges::find(widgets_, id, &calls::WidgetRegister::Request::id);
    if (widget == widgets_.end()) return fail(Errc::not_found, "there is no widget {}", id.substr(0, 64));
    TRY(check_actions(actions));
    widget->actions = actions;
    return {};
}

Result<void> Registrations::add_page(const calls::PageRegister::Request& page) {
    TRY(check_new("page", pages_, page.id, max_panels));
    TRY(check_surface(page.surface));
    TRY(check_text("title of a page", page.title, 1, 80));
    TRY(check_text("icon of a page", page.icon, 0, 64));
    pages_.push_back(page);
    return {};
}

Result<void> Registrations::remove_page(const std::string& id) { return remove_from("page", pages_, id); }

Result<void> Registrations::add_command(const calls::CommandRegister::Request& command) {
    TRY(check_new("command", commands_, command.id, max_commands));
    TRY(check_text("title of a command", command.title, 1, 80));
    TRY(check_text("icon of a command", command.icon, 0, 64));
    commands_.push_back(command);
    return {};
}

Result<void> Registrations::remove_command(const std::string& id) {
    TRY(remove_from("command", commands_, id));
    std::erase_if(menu_items_, [&](const auto& item) { return item.command == id; });
    return {};
}

Result<void> Registrations::add_menu_item(const calls::MenuAdd::Request& item) {
    TRY(check_new("menu item", menu_items_, item.id, max_menu_items));
    TRY(check_text("title of a menu item", item.title, 1, 80));
    TRY(check_text("icon of a menu item", item.icon, 0, 64));
    if (std::ranges::find(commands_, item.command, &calls::CommandRegister::Request::id) == commands_.end())
        return fail(Errc::not_found, "menu item {} runs a command that was not registered", item.id);
    menu_items_.push_back(item);
    return {};
}

Result<void> Registrations::remove_menu_item(const std::string& id) { return remove_from("menu item", menu_items_, id); }

Result<void> Registrations::add_voice(const calls::VoiceRegister::Request& voice) {
    TRY(check_new("voice command", voices_, voice.id, max_voices));
    TRY(check_text("description of a voice command", voice.description, 0, 256));
    if (voice.phrases.empty() || voice.phrases.size() > max_phrases)
        return fail(Errc::invalid, "a voice command has 1 to {} phrases", max_phrases);
    for (const auto& phrase : voice.phrases) {
        TRY(check_text("phrase of a voice command", phrase, 1, 128));
        if (normal_phrase(phrase).empty()) return fail(Errc::invalid, "a phrase of a voice command has no words");
    }
    voices_.push_back(voice);
    return {};
}

Result<void> Registrations::remove_voice(const std::string& id) { return remove_from("voice command", voices_, id); }

Result<void> Registrations::add_method(const calls::MethodExport::Request& method) {
    TRY(check_id("method", method.name));
    if (std::ranges::find(methods_, method.name, &calls::MethodExport::Request::name) != methods_.end())
        return fail(Errc::busy, "there is a method {} already", method.name);
    if (methods_.size() >= max_methods) return fail(Errc::over_limit, "a plugin has at most {} methods", max_methods);
    TRY(check_text("description of a method", method.description, 0, 512));
    if (method.example.size() > 4096 || !wire::is_utf8(method.example))
        return fail(Errc::invalid, "the example of a method is UTF-8 of at most 4096 bytes");
    methods_.push_back(method);
    return {};
}

Result<void> Registrations::subscribe(const std::string& event) {
    if (!subscriptions_.contains(event) && subscriptions_.size() >= max_subscriptions)
        return fail(Errc::over_limit, "a plugin is told of at most {} events", max_subscriptions);
    subscriptions_.insert(event);
    return {};
}

Result<void> Registrations::unsubscribe(const std::string& event) {
    if (subscriptions_.erase(event) == 0) return fail(Errc::not_found, "{} was not subscribed to", event.substr(0, 128));
    return {};
}

std::string normal_phrase(std::string_view text) {
    constexpr std::string_view punctuation = ".,;:!?\"'";
    std::string phrase;
    for (const char c : text) {
        if (c == ' ' || c == '\t') {
            if (!phrase.empty() && phrase.back() != ' ') phrase += ' ';
        } else {
            phrase += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        }
    }
    const auto is_edge = [&](char c) { return c == ' ' || punctuation.find(c) != std::string_view::npos; };
    while (!phrase.empty() && is_edge(phrase.back())) phrase.pop_back();
    const auto first = std::ranges::find_if_not(phrase, is_edge);
    phrase.erase(phrase.begin(), first);
    return phrase;
}

} // namespace asista::runtime
