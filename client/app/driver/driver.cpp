#include "app/driver/driver.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

namespace asista::app::driver {
namespace {
using Json = nlohmann::ordered_json;
using platform::InputEvent;
using Kind = InputEvent::Kind;
using frame::Key;

// How long everything must be still: an answer on its way from one process to another is nowhere to be seen, and takes far less.
constexpr double quiet_s = 0.08;
// A window in which something always moves can be driven all the same.
constexpr double patience_s = 3;
constexpr double try_point_s = 0.4; // before another point of an item is tried
constexpr std::size_t text_at_once = 64;

InputEvent moved(float x, float y) { return {.kind = Kind::mouse_position, .x = x, .y = y}; }
InputEvent pressed(Kind kind, std::uint32_t code, bool down) { return {.kind = kind, .code = code, .pressed = down}; }
InputEvent key(Key code, bool down) { return pressed(Kind::key, static_cast<std::uint32_t>(code), down); }

// The kind of a modifier on the left.
Key kind_of(Key left) {
    return static_cast<Key>(static_cast<std::uint32_t>(Key::mod_ctrl) + static_cast<std::uint32_t>(left) -
                            static_cast<std::uint32_t>(Key::left_ctrl));
}

Json json_of(const ui::TreeItem& item) {
    const auto area = [](const items::Area& rect) {
        return Json::array({std::lround(rect.x), std::lround(rect.y), std::lround(rect.width), std::lround(rect.height)});
    };
    Json json{{"role", std::string(items::name_of(item.role))}, {"label", item.label}};
    if (!item.value.empty()) json["value"] = item.value;
    Json states = Json::array();
    for (const auto name : items::names_of_states(item.state)) states.push_back(std::string(name));
    if (!states.empty()) json["state"] = std::move(states);
    if (!item.plugin.empty()) json["plugin"] = item.plugin;
    if (item.layer > 0) json["layer"] = item.layer;
    json["rect"] = area(item.rect);
    json["seen"] = area(item.seen);
    return json;
}
std::string text_of(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

// A point on the item: its middle, then others, since something small may lie on the middle of a row.
std::pair<float, float> point_of(const items::Area& seen, int attempt) {
    constexpr std::pair<float, float> places[] = {{0.5F, 0.5F}, {0.25F, 0.5F}, {0.75F, 0.5F}, {0.1F, 0.5F}, {0.9F, 0.5F}};
    const auto [right, down] = places[static_cast<std::size_t>(attempt) % std::size(places)];
    return {std::floor(seen.x + seen.width * right), std::floor(seen.y + seen.height * down)};
}
} // namespace

std::string item_json(const ui::TreeItem& item) { return text_of(json_of(item)); }

std::string tree_json(const ui::ItemTree& tree) {
    Json all = Json::array();
    for (std::size_t i = 0; i < tree.items.size(); ++i) {
        Json json = json_of(tree.items[i]);
        json["at"] = i;
        json["parent"] = tree.items[i].parent;
        all.push_back(std::move(json));
    }
    return text_of({{"page", tree.page}, {"items", std::move(all)}});
}

// ---- requests -------------------------------------------------------------------------------------------------------------------

void Driver::turn() {
    const double now_s = hands_.now_s();
    if (!hands_.settled()) still_since_s_ = now_s;
    const std::uint64_t driver = socket_->driver();
    if (driver != served_) { // what the one before held down is nobody's any more
        let_go();
        active_.reset();
        served_ = driver;
    }
    if (std::exchange(listening_, driver != 0) != listening_) {
        hands_.listen(listening_);
        still_since_s_ = now_s;
    }
    if (!active_)
        if (const auto line = socket_->take(); line && line->driver == driver) begin(*line);
    while (active_) {
        if (active_->steps.empty()) return finish({});
        const auto progress = active_->steps.front()();
        if (!progress) return finish(fail(progress.error()));
        if (*progress == Progress::done) {
            active_->steps.pop_front();
            continue;
        }
        if (now_s >= active_->ends_s)
            finish(fail(Errc::timed_out, "{} (waited {:.1f} s)", active_->waits_for, active_->request.timeout_s));
        return;
    }
}

void Driver::begin(const Socket::Line& line) {
    auto request = parse_request(line.text);
    active_.emplace();
    active_->driver = line.driver;
    if (!request) return finish(fail(request.error()));
    active_->request = std::move(*request);
    active_->ends_s = hands_.now_s() + active_->request.timeout_s;
    plan();
}

void Driver::finish(const Result<void>& how) {
    std::string answer = how ? "{\"ok\":true" + active_->answer + "}" : text_of({{"error", how.error().message}});
    const std::uint64_t driver = active_->driver;
    if (!how) let_go();
    active_.reset();
    socket_->answer(driver, std::move(answer));
}

// The other halves of presses.
void Driver::let_go() {
    std::vector<InputEvent> events;
    for (const auto code : held_buttons_) events.push_back(pressed(Kind::mouse_button, code, false));
    for (const auto code : held_keys_) events.push_back(pressed(Kind::key, code, false));
    if (!events.empty()) send(std::move(events));
}

void Driver::send(std::vector<InputEvent> events) {
    for (const auto& event : events) {
        auto& held = event.kind == Kind::key ? held_keys_ : held_buttons_;
        if (event.kind != Kind::key && event.kind != Kind::mouse_button) continue;
        if (event.pressed)
            held.insert(event.code);
        else
            held.erase(event.code);
    }
    still_since_s_ = hands_.now_s();
    hands_.send(events);
}

void Driver::plan() {
    Active& a = *active_;
    const Request& wish = a.request;
    const auto then = [&a](Step step) { a.steps.push_back(std::move(step)); };
    then(settle(patience_s));
    switch (wish.what) {
    case Do::click: plan_click(0, 1); break;
    case Do::double_click: plan_click(0, 2); break;
    case Do::right_click: plan_click(1, 1); break;
    case Do::hover:
        then(find(&Active::item, wish.item));
        then(point());
        break;
    case Do::drag: plan_drag(); break;
    case Do::type:
        if (wish.names_item) plan_click(0, 1);
        plan_text(wish.text);
        break;
    case Do::key:
        for (int i = 0; i < wish.times; ++i) plan_key(wish.chord);
        break;
    case Do::scroll:
        then(find(&Active::item, wish.item));
        then(point());
        then(emit({{.kind = Kind::mouse_wheel, .x = wish.x, .y = wish.y}}));
        break;
    case Do::focus:
        then(find(&Active::item, wish.item));
        then([this]() -> Result<Progress> {
            hands_.attend(*active_->item, true);
            return Progress::done;
        });
        then(frames(2));
        break;
    case Do::wait: then(wish.names_item ? expect(wish.item, wish.gone) : settle_or_fail()); break;
    case Do::find:
        then([this]() -> Result<Progress> {
            const auto tree = hands_.tree();
            Json found = Json::array();
            for (const auto at : ui::find_items(tree, active_->request.item)) found.push_back(json_of(tree.items[at]));
            active_->answer = ",\"items\":" + text_of(found);
            return Progress::done;
        });
        return;
    case Do::tree:
        then([this]() -> Result<Progress> {
            active_->answer = ",\"tree\":" + tree_json(hands_.tree());
            return Progress::done;
        });
        return;
    case Do::screenshot:
        then([this]() -> Result<Progress> {
            TRY(hands_.screenshot(active_->request.file));
            return Progress::done;
        });
        return;
    case Do::resize:
        then([this]() -> Result<Progress> {
            TRY(hands_.resize(active_->request.width, active_->request.height));
            return Progress::done;
        });
        then(frames(2));
        break;
    case Do::clock:
        then([this]() -> Result<Progress> {
            TRY(hands_.set_clock(active_->request.time));
            return Progress::done;
        });
        then(frames(1));
        break;
    }
    then(settle(patience_s));
    if (wish.what == Do::wait && !wish.names_item) return;
    then([this]() -> Result<Progress> {
        if (active_->item) active_->answer = ",\"item\":" + item_json(*active_->item);
        return Progress::done;
    });
}

void Driver::plan_click(int code, int times) {
    auto& steps = active_->steps;
    steps.push_back(find(&Active::item, active_->request.item));
    steps.push_back(point());
    if (times == 1) {
        steps.push_back(button(code, true));
        steps.push_back(frames(1));
        steps.push_back(button(code, false));
    } else { // all at once, so that a slow machine makes no two clicks of it; ImGui takes each press in a frame of its own
        const auto which = static_cast<std::uint32_t>(code);
        std::vector<InputEvent> events;
        for (int i = 0; i < 2 * times; ++i) events.push_back(pressed(Kind::mouse_button, which, i % 2 == 0));
        steps.push_back(emit(std::move(events)));
    }
    steps.push_back(frames(1));
    steps.push_back(settle(patience_s));
}

void Driver::plan_drag() {
    constexpr int moves = 8;
    auto& steps = active_->steps;
    const Request& wish = active_->request;
    if (wish.to_item) steps.push_back(find(&Active::to, wish.to));
    steps.push_back(find(&Active::item, wish.item));
    steps.push_back(point());
    steps.push_back(button(0, true));
    steps.push_back(frames(2));
    for (int i = 1; i <= moves; ++i) {
        steps.push_back([this, left = static_cast<float>(moves - i + 1)]() -> Result<Progress> {
            const Active& a = *active_;
            if (a.to) {
                const auto [to_x, to_y] = point_of(a.to->seen, 0);
                x_ += (to_x - x_) / left;
                y_ += (to_y - y_) / left;
            } else {
                x_ += a.request.x * hands_.scale() / moves;
                y_ += a.request.y * hands_.scale() / moves;
            }
            send({moved(x_, y_)});
            return Progress::done;
        });
        steps.push_back(frames(1));
    }
    steps.push_back(settle(0.5));
    steps.push_back(button(0, false));
    steps.push_back(frames(2));
}

void Driver::plan_key(const Chord& chord) {
    std::vector<InputEvent> events;
    for (const Key held : chord.modifiers)
        for (const Key code : {held, kind_of(held)}) events.push_back(key(code, true));
    events.push_back(key(chord.key, true));
    if (chord.text != 0) events.push_back({.kind = Kind::text, .code = chord.text});
    events.push_back(key(chord.key, false));
    for (auto held = chord.modifiers.rbegin(); held != chord.modifiers.rend(); ++held)
        for (const Key code : {kind_of(*held), *held}) events.push_back(key(code, false));
    active_->steps.push_back(emit(std::move(events)));
    active_->steps.push_back(frames(3));
    active_->steps.push_back(settle(0.5));
}

void Driver::plan_text(const std::u32string& text) {
    std::vector<InputEvent> events;
    const auto flush = [&] {
        if (events.empty()) return;
        active_->steps.push_back(emit(std::exchange(events, {})));
        active_->steps.push_back(frames(2));
        active_->steps.push_back(settle(0.5));
    };
    for (const char32_t character : text) {
        if (character == U'\n' || character == U'\t') {
            flush();
            plan_key({{}, character == U'\n' ? Key::enter : Key::tab, 0});
        } else if (character >= 0x20 && character != 0x7F) {
            events.push_back({.kind = Kind::text, .code = character});
            if (events.size() == text_at_once) flush();
        }
    }
    flush();
}

// ---- steps ----------------------------------------------------------------------------------------------------------------------

Result<Progress> Driver::later(std::string why) {
    active_->waits_for = std::move(why);
    return Progress::waits;
}

// At most that long: a window in which something always moves is driven as it is.
Step Driver::settle(double most_s) {
    return [this, most_s, since_s = -1.0]() mutable -> Result<Progress> {
        const double now_s = hands_.now_s();
        if (since_s < 0) since_s = now_s;
        if (now_s - still_since_s_ >= quiet_s || now_s - since_s >= most_s) return Progress::done;
        return later("the window is not still");
    };
}

Step Driver::settle_or_fail() {
    return [this]() -> Result<Progress> {
        if (hands_.now_s() - still_since_s_ >= quiet_s) return Progress::done;
        return later("the window is not still: something moves, a call is under way, or a plugin owes its picture");
    };
}

Step Driver::frames(int count) {
    return [this, count, from = std::optional<std::uint64_t>()]() mutable -> Result<Progress> {
        if (!from) from = hands_.frames();
        if (hands_.frames() >= *from + static_cast<std::uint64_t>(count)) return Progress::done;
        // No more may come: nothing that changes the window, such as a move within nothing.
        if (hands_.now_s() - still_since_s_ >= quiet_s) return Progress::done;
        return later("the window draws no frame");
    };
}

Step Driver::find(std::optional<ui::TreeItem> Active::*into, const ui::ItemQuery& query) {
    return [this, into, query]() -> Result<Progress> {
        const auto tree = hands_.tree();
        const auto found = ui::find_item(tree, query);
        if (!found) return later(found.error().message);
        const ui::TreeItem& item = tree.items[*found];
        if (item.seen.empty()) {
            hands_.attend(item, false);
            return later(fmt::format("{} is scrolled out of sight", words_of(item)));
        }
        if (item.is(items::state::disabled)) return later(fmt::format("{} takes no input at the moment", words_of(item)));
        (*active_).*into = item;
        return Progress::done;
    };
}

// The pointer comes to lie on the item, which may still be moving, and has to notice it.
Step Driver::point() {
    return [this, attempt = 0, since_s = -1.0, at = std::uint64_t{0}]() mutable -> Result<Progress> {
        const double now_s = hands_.now_s();
        const auto tree = hands_.tree();
        const auto found = ui::find_item(tree, active_->request.item);
        if (!found) return later(found.error().message);
        const ui::TreeItem& item = tree.items[*found];
        active_->item = item;
        if (since_s >= 0 && now_s - since_s > try_point_s) {
            ++attempt;
            since_s = -1;
        }
        const auto [x, y] = point_of(item.seen, attempt);
        if (since_s < 0 || x != x_ || y != y_) {
            x_ = x;
            y_ = y;
            if (since_s < 0) since_s = now_s;
            at = hands_.frames();
            send({moved(x, y)});
            return later(fmt::format("the pointer does not get to {}", words_of(item)));
        }
        if (hands_.frames() < at + 2)
            return later(fmt::format("the window draws no frame while the pointer is on {}", words_of(item)));
        if (items::is_control(item.role) && !item.is(items::state::hovered))
            return later(fmt::format("something lies on {}, or it takes no pointer", words_of(item)));
        return Progress::done;
    };
}

Step Driver::button(int code, bool down) { return emit({pressed(Kind::mouse_button, static_cast<std::uint32_t>(code), down)}); }

Step Driver::emit(std::vector<InputEvent> events) {
    return [this, events = std::move(events)]() -> Result<Progress> {
        send(events);
        return Progress::done;
    };
}

Step Driver::expect(const ui::ItemQuery& query, bool gone) {
    return [this, query, gone]() -> Result<Progress> {
        const auto tree = hands_.tree();
        auto found = ui::find_items(tree, query);
        std::erase_if(found, [&tree](std::size_t at) { return tree.items[at].seen.empty(); });
        if (found.empty() == gone) {
            if (!gone) active_->item = tree.items[found.front()];
            return Progress::done;
        }
        return later(gone ? fmt::format("{} is still on the screen", words_of(query))
                          : fmt::format("there is no {} on the screen", words_of(query)));
    };
}

} // namespace asista::app::driver
