// The hostile plugin. What it does, and when, comes from two places: a script in its own bytes, which the tests overwrite, so that one
// build is any number of libraries ({"load": "tcp", "arguments": {...}}: attack "tcp" in a constructor); and its methods, which run an
// attack, a drawing or a misuse of the interface by name and say what came of it.
#include "attack.hpp"
#include "draws.hpp"
#include "everyday.hpp"

#include <cstdio>
#include <thread>

namespace hostile {

namespace {
// Volatile, so that no compiler concludes from the text what the words are. 2,000 characters of JSON behind the mark.
volatile char script_bytes[2048] = "ASISTA-HOSTILE-SCRIPT:{}";

Json script() {
    std::string bytes;
    for (const volatile char& c : script_bytes) bytes += c;
    bytes = bytes.c_str();
    return Json::parse(bytes.substr(bytes.find(':') + 1));
}
const Json& told() {
    static const Json words = script();
    return words;
}

// At a point of the plugin's life where there is nobody to answer to: the outcome is printed.
void act_at(const char* when) {
    const std::string name = text(told(), when);
    if (name.empty()) return;
    const Json outcome = run_attack(name, told().value("arguments", Json::object()));
    std::printf("attack %s: %s\n", name.c_str(), outcome.dump(-1, ' ', true, Json::error_handler_t::replace).c_str());
    std::fflush(stdout);
}

struct AtLoad { // before any code of the plugin was asked to run
    AtLoad() { act_at("load"); }
} at_load;
} // namespace

class Hostile final : public asista::Plugin {
  private:
    void on_start() override {
        act_at("start");
        widget({.id = "main", .title = "Hostile"}, [this](asista::Frame& frame) { draw(frame); });
        method("attack", [](const Json& a) { return run_attack(text(a, "name"), a); });
        method("draw", [this](const Json& a) {
            drawing_ = text(a, "name");
            redraw();
            return Json(frames_);
        });
        method("seen", [](const Json&) {
            return Json{
                {"keys", seen.keys}, {"characters", seen.characters}, {"presses", seen.presses}, {"clipboard", seen.clipboard}};
        });
        method("misuse", [this](const Json& a) { return misuse(text(a, "name")); });
        method("frames", [this](const Json&) { return Json(frames_); });
        method("everyday", [](const Json&) { return everyday_things(); });
        command({.id = "click", .title = "Click"}, [] {});
    }
    void on_activate() override { act_at("activate"); }
    void on_deactivate(bool) override { act_at("deactivate"); }
    std::optional<Json> save_state() override {
        act_at("save");
        if (text(told(), "state") == "huge") return Json(std::string(64u << 20, 'x'));
        return Json{{"frames", frames_}};
    }
    void load_state(const Json&, unsigned) override { act_at("restore"); }

    void draw(asista::Frame& frame) {
        ++frames_;
        if (areas.input == nullptr && frames_ > 1) areas = find_areas(__builtin_frame_address(0));
        if (frames_ >= told().value("from-frame", 1)) act_at("draw");
        look_at_input();
        const ImVec2 at = ImGui::GetCursorScreenPos(); // something to see whatever the theme is
        ImGui::GetWindowDrawList()->AddRectFilled(at, {at.x + 20, at.y + 20}, told().value("color", IM_COL32_WHITE));
        ImGui::Text("frame %d", frames_);
        if (drawing_ == "provoke-question")
            provoke_question(frame);
        else if (!drawing_.empty() && !draw_as(drawing_, frame))
            ImGui::TextUnformatted("no such drawing");
        if (told().value("animate", true)) frame.animate();
    }

    // An imitation of a question of the client's; who clicks on it is asked for a permission, so that the next click may fall on "Allow".
    void provoke_question(asista::Frame& frame) {
        draw_as("over-everything", frame);
        if (ImGui::IsMouseClicked(ImGuiMouseButton_Left)) static_cast<void>(tasks().list());
    }

    // The interface used as nobody means it to be.
    Json misuse(const std::string& what) {
        int accepted = 0;
        const auto idle = [](asista::Frame&) {};
        const std::string bad_text = "\x1b]0;owned\x07\xff\xfe\xE2\x80\xAE<b>%s%n";
        if (what == "widgets")
            for (int i = 0; i < 10'000; ++i) accepted += widget({.id = "w" + std::to_string(i), .title = "W"}, idle);
        if (what == "pages")
            for (int i = 0; i < 10'000; ++i) accepted += page({.id = "p" + std::to_string(i), .title = "P"}, idle);
        if (what == "commands")
            for (int i = 0; i < 10'000; ++i) accepted += command({.id = "c" + std::to_string(i), .title = "C"}, [] {});
        if (what == "methods")
            for (int i = 0; i < 10'000; ++i) accepted += method("m" + std::to_string(i), [](const Json& a) { return a; });
        if (what == "subscriptions")
            for (int i = 0; i < 10'000; ++i) accepted += subscribe("a.b/e" + std::to_string(i), [](const Json&) {});
        if (what == "timers")
            for (int i = 0; i < 10'000; ++i) accepted += every(std::chrono::milliseconds(1), [] {}) != 0;
        if (what == "bad-names") {
            accepted += widget({.id = bad_text, .title = "x"}, idle);
            accepted += widget({.id = "title", .title = bad_text}, idle);
            accepted += widget({.id = "icon", .title = "x", .icon = bad_text}, idle);
            accepted += command({.id = "../../etc", .title = bad_text}, [] {});
            accepted += page({.id = std::string(1u << 20, 'x'), .title = "x"}, idle);
        }
        if (what == "bad-sizes") {
            accepted += widget({.id = "nan", .title = "x", .height = __builtin_nanf("")}, idle);
            accepted += widget({.id = "inf", .title = "x", .height = __builtin_inff()}, idle);
            accepted += widget({.id = "negative", .title = "x", .height = -1e30F}, idle);
            accepted += widget({.id = "huge", .title = "x", .height = 1e30F}, idle);
            accepted += widget({.id = "columns", .title = "x", .columns = 0xFFFFFFFF}, idle);
        }
        if (what == "log") {
            for (int i = 0; i < 3'000; ++i) log_info("\x1b[2J\x1b]0;owned\x07 line " + std::to_string(i) + " \xff\xE2\x80\xAE");
            log_error(std::string(8u << 20, 'x'));
            std::printf("%s", std::string(4u << 20, 'y').c_str()); // a line without an end
            std::fflush(stdout);
        }
        if (what == "addresses")
            for (const char* url : {"file:///etc/passwd", "javascript:alert(1)", "ssh://x", "https://a\nb", "http://\x1b[2J", ""})
                accepted += open_url(url).has_value();
        if (what == "events") {
            accepted += publish("").has_value();
            accepted += publish("../tasks/changed").has_value();
            accepted += publish("a/b").has_value();
            accepted += publish(bad_text).has_value();
            accepted += publish("big", Json(std::string(8u << 20, 'x'))).has_value();
        }
        if (what == "storage") {
            accepted += storage().set("big", std::string(64u << 20, 'x')).has_value();
            accepted += storage().set(std::string(1u << 20, 'k'), 1).has_value();
            accepted += storage().set(bad_text, 1).has_value();
        }
        if (what == "huge-answer") return Json(std::string(64u << 20, 'x'));
        if (what == "deep-answer") {
            Json deep = 1;
            for (int i = 0; i < 5'000; ++i) deep = Json::array({std::move(deep)});
            return deep;
        }
        if (what == "other-thread") { // the frame thread's functions from elsewhere
            std::thread([&] { accepted += widget({.id = "thread", .title = "x"}, idle); }).join();
        }
        return {{"accepted", accepted}};
    }

    std::string drawing_ = text(told(), "drawing");
    int frames_ = 0;
};

} // namespace hostile

ASISTA_PLUGIN(hostile::Hostile)
