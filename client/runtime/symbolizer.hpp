// Finds names and source lines for the stack of a crash, by asking the symbolizer program: a process of its own, locked down, for one
// crash, a second or two at most. Reading the debug information of a hostile library in the client would be one more way in.
#pragma once

#include "runtime/event_loop.hpp"
#include "wire/crash_record.hpp"
#include "wire/symbols.hpp"

#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

namespace asista::runtime {

// One line of a stack. Text is printable.
struct StackFrame {
    std::uint64_t address = 0; // as in the record
    std::string module{};      // "plugin.so"; empty: in no library
    std::uint64_t offset = 0;  // in it
    std::string function{}, file{};
    std::uint32_t line = 0; // 0: unknown
    bool inlined = false;   // into the frame after it
    bool foreign = false;   // of a header that is not the plugin's own
};
// The record's stack without any names, innermost first.
std::vector<StackFrame> bare_stack(const frame::CrashRecord& record);

// [core]
class Symbolizer {
  public:
    using Done = std::function<void(std::vector<StackFrame>)>;
    struct Limits {
        std::int64_t deadline_ms = 8'000; // then it is killed, and the stack stays without names
        std::size_t most_waiting = 16;    // crashes beyond these stay without names
    };
    // `program`: asista-symbolizer; empty: nothing is looked up. `host`: the plugin host, whose own functions are looked up too.
    Symbolizer(EventLoop& loop, std::filesystem::path program, std::filesystem::path host);
    Symbolizer(EventLoop& loop, std::filesystem::path program, std::filesystem::path host, Limits limits);
    Symbolizer(const Symbolizer&) = delete;
    Symbolizer& operator=(const Symbolizer&) = delete;
    ~Symbolizer(); // ends what runs; what was asked for is dropped

    // `library`: the plugin's, read-only; none: its frames stay bare. `done` is called once, from the loop, never before this returns.
    void look_up(const frame::CrashRecord& record, UniqueFd library, Done done);
    std::size_t under_way() const { return waiting_.size() + (running_ ? 1 : 0); }

  private:
    struct Job {
        std::vector<StackFrame> bare;
        symbols::Request request;
        std::vector<std::size_t> frame_of; // index in bare, for each address of the request
        std::vector<UniqueFd> modules;
        Done done;
    };
    struct Running;
    void start_next();
    Result<void> start(Job job);
    void on_answer();
    void finish(bool good);

    EventLoop& loop_;
    std::filesystem::path program_, host_;
    Limits limits_;
    std::deque<Job> waiting_;
    std::unique_ptr<Running> running_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true); // posted work that comes after the end looks here
};

} // namespace asista::runtime
