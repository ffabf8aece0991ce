// What other programs of the same person may ask the running client: `asista list`, `asista logs`, `asista call` and `asista record`. A socket in the
// profile folder, PROFILE/socket, takes one question a connection, one line of JSON, and answers with one line of JSON, then closes:
//   {"ask": "plugins"}                                        -> {"plugins": [{"id", "name", "version", "state", "tier", "reason"}]}
//   {"ask": "log", "plugin": ID}                              -> {"next": N, "lines": [{"at", "level", "text"}]}
//   {"ask": "log", "plugin": ID, "after": N, "wait": true}    -> the same from line N on, once there is one
//   {"ask": "record", "plugin": ID, "file": PATH}             -> {"file": PATH}: it is restarted and recorded from now on
//   {"ask": "stop_recording", "plugin": ID}                   -> {"file": PATH}
//   {"ask": "recording", "plugin": ID, "wait": true}          -> {"file", "why", "frames", "bytes"}, once the file is complete
//   {"ask": "raise", "page": NAME, "detail": TEXT}            -> {"raised": true}: the window comes to the front; page and detail may be missing
//   {"ask": "call", "plugin_id": ID, "method": NAME, "params": VALUE}
//                                                             -> {"result": VALUE}, or {"failed": "a sentence"} where the method was called
//   anything else                                             -> {"error": "a sentence"}
// Nothing that the person decides is changed by it; what a method does is its plugin's doing, within its permissions. Plugins cannot reach it: in their sandbox there is no socket to connect.
#pragma once

#include "core/method_calls.hpp"
#include "runtime/event_loop.hpp"
#include "runtime/supervisor.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace asista::core {

// [core]
class LocalRequests {
  public:
    static constexpr std::size_t max_question_bytes = max_request_bytes + 4096; // a call's params are the longest part
    static constexpr std::size_t max_connections = 16;
    // On the loop's clock: for asking, for taking the whole of an answer, and between two looks for a free descriptor.
    static constexpr std::int64_t question_ms = 5'000, answer_ms = 10'000, pause_ms = 1'000;

    // For whoever runs the client: a sentence.
    using Say = std::function<void(const std::string&)>;
    // The window is to come to the front, on this page if one is named.
    using Raise = std::function<void(const std::string& page, const std::string& detail)>;

    // Listens from now on; a socket left over by a client that crashed is replaced, since whoever calls this holds the profile's lock.
    // Errc::io: it cannot be made. Loop and supervisor outlive it. say: on the error output where there is none.
    static Result<std::unique_ptr<LocalRequests>> listen(runtime::EventLoop& loop, runtime::Supervisor& supervisor,
                                                         const std::filesystem::path& profile, Raise raise = {}, Say say = {});
    LocalRequests(const LocalRequests&) = delete;
    LocalRequests& operator=(const LocalRequests&) = delete;
    ~LocalRequests();

    using CallMethod = std::function<void(const MethodRequest&, const MethodCalls::Done&)>;
    void set_methods(CallMethod call) { call_method_ = std::move(call); }

    // A plugin wrote something, or its recording is complete: whoever waits for it is answered.
    void log_changed();

  private:
    struct Connection {
        UniqueFd socket;
        std::string question, answer;
        std::size_t sent = 0;
        bool asked = false;       // the question is complete
        std::uint64_t method = 0; // the call that it waits for; 0: none
        runtime::TimerId deadline = runtime::TimerId::none;
    };
    LocalRequests(runtime::EventLoop& loop, runtime::Supervisor& supervisor, Raise raise, Say say)
        : loop_(loop), supervisor_(supervisor), raise_(std::move(raise)), say_(std::move(say)) {}
    void accept();
    void pause(int error);
    void resume();
    void drop_after(int fd, std::int64_t ms);
    void on_ready(int fd);
    bool read_question(Connection& connection);
    void begin_call(int fd, const std::string& question);
    void answer_call(int fd, std::uint64_t method, const MethodAnswer& answer);
    // Nothing: it waits for a line that is not written yet.
    std::optional<std::string> answer_to(const std::string& question);
    void try_answer(int fd);
    void write_answer(int fd);
    void drop(int fd);

    runtime::EventLoop& loop_;
    runtime::Supervisor& supervisor_;
    Raise raise_;
    Say say_;
    CallMethod call_method_;
    std::uint64_t methods_ = 0;                                                     // called so far
    std::shared_ptr<LocalRequests*> self_ = std::make_shared<LocalRequests*>(this); // for a method that answers when this is gone
    bool said_ = false;                                                             // that there are no descriptors: once
    UniqueFd folder_, socket_; // the folder: a path may be longer than a socket's address
    std::map<int, Connection> connections_;
    runtime::TimerId answering_ = runtime::TimerId::none; // those that wait, shortly
    runtime::TimerId pause_ = runtime::TimerId::none;     // runs while nobody is let in
};

// A connection to the client that has this profile open, or nothing when none has. [any]
Result<std::optional<UniqueFd>> connect_to_client(const std::filesystem::path& profile);

} // namespace asista::core
