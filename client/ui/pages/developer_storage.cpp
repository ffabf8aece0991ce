#include "ui/pages/developer.hpp"
#include "ui/toasts.hpp"
#include "ui/widgets/inputs.hpp"
#include "ui/widgets/scrolling.hpp"
#include "ui/words.hpp"

#include <fmt/format.h>
#include <imgui.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>

namespace asista::ui {
namespace {

constexpr float keys_rows = 180, key_rows = 30, value_rows = 206, editor_rows = 110, gap = 10;
constexpr std::size_t most_shown_bytes = 64u << 10; // beyond it a value is neither shown nor edited here

// Indented, so that it can be read; what is no JSON stays as it is.
std::string indented(const std::string& json) {
    const auto parsed = nlohmann::ordered_json::parse(json, nullptr, false);
    return parsed.is_discarded() ? json : parsed.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

// What stands in the way of keeping this text as a value; empty: nothing.
std::string trouble_with(const std::string& key, const std::string& text) {
    if (key.empty()) return "A value needs a key.";
    if (text.find_first_not_of(" \t\n") == std::string::npos) return "A value is JSON: a number, \"text\", a list, an object.";
    if (!nlohmann::json::accept(text)) return "This is not JSON yet.";
    return {};
}

} // namespace

float StorageView::height(const Ui& ui) const { return card_height(ui, ui.px(keys_rows) + (value_ ? ui.px(value_rows) : 0)); }

void StorageView::ask(Ui& ui, std::string after) {
    listing_->asked = true;
    std::weak_ptr<Listing> weak = listing_;
    ui.calls.call<calls::StorageBrowse>({listing_->plugin, after},
                                        [weak, first = after.empty()](Result<calls::StorageBrowse::Reply> reply) {
                                            const auto listing = weak.lock();
                                            if (!listing) return;
                                            listing->problem = reply ? std::string{} : reply.error().message;
                                            if (!reply) return;
                                            if (first) listing->values.clear();
                                            std::ranges::move(reply->values, std::back_inserter(listing->values));
                                            listing->more = reply->more;
                                        });
}

// Another plugin was chosen, or it keeps another amount than it did: the keys are asked for. A value that is being edited stays.
void StorageView::follow(Ui& ui, const PluginView& plugin) {
    if (listing_->plugin != plugin.id) {
        listing_ = std::make_shared<Listing>();
        listing_->plugin = plugin.id;
        value_.reset();
    }
    if (listing_->asked && listing_->seen_bytes == plugin.storage_bytes) return;
    listing_->seen_bytes = plugin.storage_bytes;
    ask(ui, {});
}

void StorageView::open(Ui& ui, const std::string& key) {
    value_ = std::make_shared<Value>();
    value_->key = key;
    value_->waiting = true;
    std::weak_ptr<Value> weak = value_;
    ui.calls.call<calls::StoragePeek>({listing_->plugin, key}, [weak](Result<calls::StoragePeek::Reply> reply) {
        const auto value = weak.lock();
        if (!value) return;
        if (!reply) {
            value->problem = reply.error().message;
            return;
        }
        value->waiting = false;
        value->stored = reply->json;
        value->too_long = reply->json.size() > most_shown_bytes;
        if (value->too_long)
            value->problem = fmt::format("{} are too much to be shown here.", words::byte_size(reply->json.size()));
        else
            value->kept = value->text = indented(reply->json);
    });
}

void StorageView::save(Ui& ui) {
    value_->waiting = true;
    std::weak_ptr<Value> weak = value_;
    std::weak_ptr<Listing> listing = listing_;
    ui.calls.call<calls::StorageEdit>({listing_->plugin, value_->key, value_->text},
                                      [weak, listing, text = value_->text](Result<calls::Nothing> reply) {
                                          if (const auto keys = listing.lock()) keys->asked = false; // sizes are others now
                                          const auto value = weak.lock();
                                          if (!value) return;
                                          value->waiting = false;
                                          value->problem = reply ? std::string{} : reply.error().message;
                                          if (!reply) return;
                                          value->kept = value->stored = text;
                                          value->is_new = false;
                                      });
}

// At once, with the way back in the toast: what it held is known here.
void StorageView::remove(Ui& ui) {
    const std::string plugin = listing_->plugin, key = value_->key;
    ui.calls.call<calls::StorageErase>({plugin, key});
    listing_->asked = false;
    Toast toast;
    toast.title = "Value removed";
    toast.body = key;
    toast.icon = "trash";
    toast.button = "Undo";
    toast.pressed = [calls = &ui.calls, plugin, key, stored = value_->stored] {
        calls->call<calls::StorageEdit>({plugin, key, stored});
    };
    ui.toasts.add(std::move(toast), ui.frame.time_s);
    value_.reset();
}

void StorageView::draw(Ui& ui, Box box, const PluginView& plugin) {
    follow(ui, plugin);
    const std::string note = plugin.storage_quota == 0 ? words::byte_size(plugin.storage_bytes)
                                                       : fmt::format("{} of {}", words::byte_size(plugin.storage_bytes),
                                                                     words::byte_size(plugin.storage_quota));
    CardParts parts = draw_card(ui, box, {.icon = "database", .title = "Storage", .note = note});
    if (icon_action(ui, parts.actions, "new value", "plus", ui.colors().dim, "New value")) {
        value_ = std::make_shared<Value>();
        value_->is_new = true;
    }
    Box keys = parts.body;
    if (value_) {
        Box value = keys.cut_bottom(ui.px(value_rows));
        value.cut_top(ui.px(gap));
        draw_value(ui, value);
    }
    draw_keys(ui, keys);
}

void StorageView::draw_keys(Ui& ui, Box box) {
    const Colors& c = ui.colors();
    if (!listing_->problem.empty()) {
        draw_paragraph(ui, box, Role::body, c.bad, listing_->problem, 4);
        return;
    }
    if (listing_->values.empty()) {
        empty_state(ui, "nothing kept", box, {"database", "Nothing kept", "What the plugin stores appears here.", {}, {}});
        return;
    }
    std::string wanted;
    draw_key_rows(ui, box, wanted);
    if (!wanted.empty()) open(ui, wanted);
}

void StorageView::draw_key_rows(Ui& ui, Box box, std::string& wanted) {
    const Colors& c = ui.colors();
    Scrolling list(ui, "stored keys", box);
    for (const auto& stored : listing_->values) {
        Box row = list.column.cut_top(ui.px(key_rows));
        ImGui::PushID(stored.key.c_str());
        const Press state = press(ui, "key", row);
        ImGui::PopID();
        if (!state.visible) continue;
        const bool chosen = value_ && !value_->is_new && value_->key == stored.key;
        fill(ui, row, chosen ? c.accent_soft : with_alpha(c.hover, state.warmth), size::radius_small);
        if (state.pressed) wanted = stored.key;
        finish_press(ui, state, row, size::radius_small);
        row = row.inset(ui.px(8), 0);
        draw_text(ui, row.cut_right(ui.px(80)), Role::mono, c.dim, words::byte_size(stored.bytes), Align::right);
        draw_text(ui, row, Role::mono, c.text, stored.key);
    }
    if (listing_->more) {
        Box row = list.column.cut_top(ui.px(size::control));
        if (button_left(ui, row, "more keys", ButtonKind::ghost, "More")) ask(ui, listing_->values.back().key);
    }
}

void StorageView::draw_value(Ui& ui, Box box) {
    const Colors& c = ui.colors();
    horizontal_line(ui, box.x, box.y - ui.px(gap) / 2, box.w, c.line);
    Box head = box.cut_top(ui.px(size::control));
    if (value_->is_new)
        text_field(ui, "new key", head, value_->key, {.hint = "Key", .mono = true});
    else
        draw_text(ui, head, Role::mono, c.text, value_->key);
    box.cut_top(ui.px(6));
    if (!value_->waiting && !value_->too_long)
        text_area(ui, "stored value", box.cut_top(ui.px(editor_rows)), value_->text, {.hint = "null", .mono = true});
    else
        box.cut_top(ui.px(editor_rows));
    box.cut_top(ui.px(gap));
    const std::string trouble = value_->waiting || value_->too_long ? std::string{} : trouble_with(value_->key, value_->text);
    draw_buttons(ui, box.cut_top(ui.px(size::control)), value_->problem.empty() ? trouble : value_->problem);
}

void StorageView::draw_buttons(Ui& ui, Box row, const std::string& problem) {
    const Colors& c = ui.colors();
    const bool changed = value_->is_new || value_->text != value_->kept;
    const bool fits = !value_->waiting && !value_->too_long && changed && trouble_with(value_->key, value_->text).empty();
    const bool pressed =
        button_left(ui, row, "save value", ButtonKind::primary, "Save", "check", fits ? Enabled::yes : Enabled::no);
    const bool close = button_left(ui, row, "close value", ButtonKind::secondary, "Close");
    const bool removed =
        !value_->is_new && !value_->waiting && button_right(ui, row, "remove value", ButtonKind::secondary, "Remove", "trash");
    const bool wrong = !problem.empty() && (changed || !value_->problem.empty());
    draw_text(ui, row, Role::small, wrong ? c.bad : c.dim,
              wrong ? std::string_view{problem} : "The plugin sees it when it reads it next.");
    if (pressed) save(ui);
    if (removed)
        remove(ui);
    else if (close)
        value_.reset();
}

} // namespace asista::ui
