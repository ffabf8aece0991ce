// Drives the window for a test or a script: takes requests from the socket, finds items in the item tree, and makes input that goes the way of a
// person's. One request at a time; each waits until the window is still, and for the item it names. [main]
#pragma once

#include "app/driver/request.hpp"
#include "app/driver/socket.hpp"

#include "platform/input_event.hpp"
#include "ui/item_tree.hpp"

#include <deque>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace asista::app::driver {

// What it may do, given by the app. All are needed.
struct Hands {
    std::function<double()> now_s;                               // monotonic
    std::function<bool()> settled;                               // nothing moves and nothing is awaited
    std::function<std::uint64_t()> frames;                       // drawn so far
    std::function<void(bool)> listen;                            // to what is on screen
    std::function<ui::ItemTree()> tree;                          // of the last frame
    std::function<void(const ui::TreeItem&, bool focus)> attend; // scroll it into sight; focus: and give it the keyboard
    std::function<void(const std::vector<platform::InputEvent>&)> send;
    std::function<Result<void>(const std::filesystem::path&)> screenshot;
    std::function<Result<void>(int width, int height)> resize; // logical pixels
    std::function<Result<void>(InstantMs)> set_clock;
    std::function<float()> scale;
};

// A request that is being done, step by step.
enum class Progress { done, waits };
using Step = std::function<Result<Progress>()>;
struct Active {
    std::uint64_t driver = 0;
    Request request;
    double ends_s = 0;
    std::deque<Step> steps;
    std::string waits_for; // the last reason for not being done
    std::string answer;    // beside "ok": ,"item":{...}
    std::optional<ui::TreeItem> item, to;
};

class Driver {
  public:
    Driver(std::unique_ptr<Socket> socket, Hands hands) : socket_(std::move(socket)), hands_(std::move(hands)) {}

    // When the window loop turns, before it takes input.
    void turn();
    // Whether it has something to do, and so wants turns though nothing else happens: at least every turn_every_s.
    bool busy() const { return active_.has_value(); }
    static constexpr double turn_every_s = 0.01;

  private:
    void begin(const Socket::Line& line);
    void plan();
    void finish(const Result<void>& how);
    void let_go();
    void send(std::vector<platform::InputEvent> events);

    // Steps. Those that look for an item look again until it is there or the time is over.
    Step settle(double most_s);
    Step settle_or_fail();
    Step frames(int count);
    Step find(std::optional<ui::TreeItem> Active::*into, const ui::ItemQuery& query);
    Step point();
    Step button(int code, bool pressed);
    Step emit(std::vector<platform::InputEvent> events);
    Step expect(const ui::ItemQuery& query, bool gone);
    void plan_click(int code, int times);
    void plan_drag();
    void plan_key(const Chord& chord);
    void plan_text(const std::u32string& text);
    Result<Progress> later(std::string why);

    std::unique_ptr<Socket> socket_;
    Hands hands_;
    bool listening_ = false;
    std::optional<Active> active_;
    std::uint64_t served_ = 0; // the driver whose buttons and keys may be down
    double still_since_s_ = 0;
    float x_ = 0, y_ = 0; // of the pointer
    std::set<std::uint32_t> held_keys_, held_buttons_;
};

// Items and trees as JSON.
std::string item_json(const ui::TreeItem& item);
std::string tree_json(const ui::ItemTree& tree);

} // namespace asista::app::driver
