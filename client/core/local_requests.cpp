#include "core/local_requests.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace asista::core {

namespace {
using Json = nlohmann::ordered_json;
constexpr const char* name = "socket";

// A socket's address holds 107 bytes; a profile's path may be longer. The folder's descriptor is short.
sockaddr_un address_in(const UniqueFd& folder) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const auto path = fmt::format("/proc/self/fd/{}/{}", folder.get(), name);
    std::memcpy(address.sun_path, path.c_str(), std::min(path.size(), sizeof address.sun_path - 1));
    return address;
}
Result<UniqueFd> open_folder(const std::filesystem::path& profile) {
    UniqueFd folder(::open(profile.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!folder) return fail_errno("open the profile folder " + profile.string());
    return folder;
}

// Only programs of the same person: what is on their screen is theirs.
bool same_person(int fd) {
    ucred peer{};
    socklen_t size = sizeof peer;
    return ::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == ::geteuid();
}

std::string_view word_of(runtime::PluginState state) {
    using State = runtime::PluginState;
    switch (state) {
    case State::found: return "found";
    case State::disabled: return "off";
    case State::refused: return "refused";
    case State::starting: return "starting";
    case State::running: return "running";
    case State::restarting: return "restarting";
    case State::stopped: return "stopped";
    case State::broken: return "broken";
    }
    return "";
}
std::string_view word_of(runtime::PluginLog::Level level) {
    using Level = runtime::PluginLog::Level;
    switch (level) {
    case Level::debug: return "debug";
    case Level::info: return "info";
    case Level::warning: return "warning";
    case Level::error: return "error";
    }
    return "";
}

std::string line_of(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n"; }
std::string error_line(std::string_view sentence) { return line_of({{"error", std::string(sentence)}}); }

std::string file_line(const Result<std::filesystem::path>& file) {
    if (!file) return error_line(file.error().message);
    return line_of({{"file", file->string()}});
}

// Nothing: it is not complete yet.
std::optional<std::string> recording_line(const std::vector<runtime::PluginStatus>& plugins, const std::string& id) {
    const auto plugin = std::ranges::find(plugins, id, &runtime::PluginStatus::id);
    if (plugin == plugins.end() || !plugin->recording) return error_line(fmt::format("nothing was recorded of {}", id));
    const auto& recording = *plugin->recording;
    if (!recording.written) return std::nullopt;
    return line_of(
        {{"file", recording.file.string()}, {"why", recording.why}, {"frames", recording.frames}, {"bytes", recording.bytes}});
}

// Its depth is checked before it is parsed: it comes from any program.
bool is_call(const std::string& question) {
    if (!check_depth(question)) return false;
    const auto asked = nlohmann::json::parse(question, nullptr, false);
    return asked.is_object() && asked.value("ask", nlohmann::json()) == "call";
}
Result<MethodRequest> call_of(const std::string& question) {
    auto asked = nlohmann::json::parse(question, nullptr, false);
    asked.erase("ask");
    return read_method_request(asked.dump());
}

std::string plugins_line(const std::vector<runtime::PluginStatus>& plugins) {
    Json all = Json::array();
    for (const auto& plugin : plugins)
        all.push_back({{"id", plugin.id},
                       {"name", plugin.manifest ? plugin.manifest->name : plugin.id},
                       {"version", plugin.manifest ? plugin.manifest->version.to_string() : ""},
                       {"state", std::string(word_of(plugin.state))},
                       {"tier", plugin.tier},
                       {"reason", plugin.reason.empty() ? plugin.reload_note : plugin.reason}});
    return line_of({{"plugins", all}});
}
} // namespace

Result<std::unique_ptr<LocalRequests>> LocalRequests::listen(runtime::EventLoop& loop, runtime::Supervisor& supervisor,
                                                             const std::filesystem::path& profile, Raise raise, Say say) {
    if (!say) say = [](const std::string& sentence) { fmt::print(stderr, "asista: {}\n", sentence); };
    std::unique_ptr<LocalRequests> made(new LocalRequests(loop, supervisor, std::move(raise), std::move(say)));
    made->folder_ = TRY(open_folder(profile));
    made->socket_ = UniqueFd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!made->socket_) return fail_errno("make a socket");
    ::unlinkat(made->folder_.get(), name, 0);
    const auto address = address_in(made->folder_);
    ::fchmod(made->socket_.get(), 0600); // the mode that its file gets
    if (::bind(made->socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(made->socket_.get(), 8) != 0)
        return fail_errno(fmt::format("listen on {}/{}", profile.string(), name));
    TRY(loop.add(made->socket_.get(), EPOLLIN, [self = made.get()](std::uint32_t) { self->accept(); }));
    return made;
}

LocalRequests::~LocalRequests() {
    *self_ = nullptr;
    loop_.cancel_timer(answering_);
    loop_.cancel_timer(std::exchange(pause_, runtime::TimerId::none));
    while (!connections_.empty()) drop(connections_.begin()->first);
    loop_.remove(socket_.get());
    if (socket_) ::unlinkat(folder_.get(), name, 0);
}

void LocalRequests::accept() {
    UniqueFd socket(::accept4(socket_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!socket && (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)) return pause(errno);
    if (!socket || !same_person(socket.get()) || connections_.size() == max_connections) return;
    const int fd = socket.get();
    auto& connection = connections_[fd];
    connection.socket = std::move(socket);
    drop_after(fd, question_ms);
    if (!loop_.add(fd, EPOLLIN, [this, fd](std::uint32_t) { on_ready(fd); })) drop(fd);
}

// Whoever wants in stays at the door, and the loop would be told of them without end.
void LocalRequests::pause(int error) {
    if (!loop_.modify(socket_.get(), 0)) return;
    loop_.cancel_timer(pause_);
    pause_ = loop_.call_after(pause_ms, [this] {
        pause_ = runtime::TimerId::none;
        resume();
    });
    if (std::exchange(said_, true)) return;
    say_(fmt::format("`asista list` and `asista logs` have to wait: {}; close other programs, or raise the limit of open files "
                     "(ulimit -n)",
                     std::strerror(error)));
}

void LocalRequests::resume() {
    loop_.cancel_timer(std::exchange(pause_, runtime::TimerId::none));
    static_cast<void>(loop_.modify(socket_.get(), EPOLLIN));
}

void LocalRequests::drop_after(int fd, std::int64_t ms) {
    auto& deadline = connections_.at(fd).deadline;
    loop_.cancel_timer(deadline);
    deadline = loop_.call_after(ms, [this, fd] {
        connections_.at(fd).deadline = runtime::TimerId::none;
        drop(fd);
    });
}

void LocalRequests::on_ready(int fd) {
    auto& connection = connections_.at(fd);
    if (!connection.answer.empty()) return write_answer(fd);
    if (!read_question(connection)) return drop(fd);
    if (!connection.asked) return;
    loop_.cancel_timer(std::exchange(connection.deadline, runtime::TimerId::none));
    try_answer(fd);
}

// False when there is no use in going on: it ended, asked more than once, or too long.
bool LocalRequests::read_question(Connection& connection) {
    std::array<char, 4096> buffer{};
    const auto count = ::read(connection.socket.get(), buffer.data(), buffer.size());
    if (count < 0) return errno == EAGAIN || errno == EINTR;
    if (count == 0 || connection.asked) return false;
    connection.question.append(buffer.data(), static_cast<std::size_t>(count));
    connection.asked = connection.question.ends_with('\n');
    return connection.question.size() <= max_question_bytes;
}

std::optional<std::string> LocalRequests::answer_to(const std::string& question) {
    const auto asked = nlohmann::json::parse(question, nullptr, false);
    const auto text = [&asked](const char* key) {
        return asked.is_object() && asked.contains(key) && asked[key].is_string() ? asked[key].get<std::string>() : std::string();
    };
    if (text("ask") == "raise") {
        if (!raise_) return error_line("this client has no window that could come to the front");
        raise_(text("page"), text("detail"));
        return line_of({{"raised", true}});
    }
    const auto plugins = supervisor_.plugins();
    if (text("ask") == "plugins") return plugins_line(plugins);
    if (text("ask") == "record") return file_line(supervisor_.record(text("plugin"), text("file")));
    if (text("ask") == "stop_recording") return file_line(supervisor_.stop_recording(text("plugin")));
    if (text("ask") == "recording") return recording_line(plugins, text("plugin"));
    if (text("ask") != "log") return error_line("the client does not know this question; is it of another version?");
    const auto plugin = std::ranges::find(plugins, text("plugin"), &runtime::PluginStatus::id);
    if (plugin == plugins.end() || !plugin->log)
        return error_line(fmt::format("there is no plugin {}; `asista list` shows which there are", text("plugin")));
    const auto& lines = plugin->log->lines();
    const auto next = plugin->log->revision();
    const bool has_after = asked.contains("after") && asked["after"].is_number_unsigned();
    const auto after = has_after ? std::min(asked["after"].get<std::uint64_t>(), next) : 0;
    if (asked.value("wait", nlohmann::json()) == true && after == next) return std::nullopt;
    const auto wanted = std::min<std::uint64_t>(next - after, lines.size());
    Json told = Json::array();
    for (auto line = lines.end() - static_cast<std::ptrdiff_t>(wanted); line != lines.end(); ++line)
        told.push_back({{"at", line->at}, {"level", std::string(word_of(line->level))}, {"text", line->text}});
    return line_of({{"next", next}, {"lines", told}});
}

void LocalRequests::begin_call(int fd, const std::string& question) {
    auto& connection = connections_.at(fd);
    const auto request = call_of(question);
    if (!request || !call_method_) {
        connection.answer = error_line(request ? "this client calls no methods" : request.error().message);
        return write_answer(fd);
    }
    connection.method = ++methods_;
    call_method_(*request, [self = self_, fd, method = connection.method](const MethodAnswer& answer) {
        if (*self != nullptr) (*self)->answer_call(fd, method, answer);
    });
}

void LocalRequests::answer_call(int fd, std::uint64_t method, const MethodAnswer& answer) {
    const auto connection = connections_.find(fd);
    if (connection == connections_.end() || connection->second.method != method) return; // who asked is gone
    const bool was_called =
        answer.end == MethodEnd::refused || answer.end == MethodEnd::failed || answer.end == MethodEnd::no_answer;
    if (answer.end == MethodEnd::done)
        connection->second.answer = fmt::format("{{\"result\":{}}}\n", answer.json);
    else if (was_called)
        connection->second.answer = line_of({{"failed", answer.message}});
    else
        connection->second.answer = error_line(answer.message);
    write_answer(fd);
}

void LocalRequests::try_answer(int fd) {
    auto& connection = connections_.at(fd);
    if (connection.method != 0) return;
    if (is_call(connection.question)) return begin_call(fd, connection.question);
    auto answer = answer_to(connection.question);
    if (!answer) return;
    connection.answer = std::move(*answer);
    write_answer(fd);
}

void LocalRequests::write_answer(int fd) {
    auto& connection = connections_.at(fd);
    while (connection.sent < connection.answer.size()) {
        const auto count =
            ::send(fd, connection.answer.data() + connection.sent, connection.answer.size() - connection.sent, MSG_NOSIGNAL);
        if (count < 0 && errno == EAGAIN) {
            // Who reads nothing of it, or a byte now and then, may not keep a place for ever.
            if (connection.deadline == runtime::TimerId::none) drop_after(fd, answer_ms);
            if (!loop_.modify(fd, EPOLLOUT)) drop(fd);
            return;
        }
        if (count <= 0) break;
        connection.sent += static_cast<std::size_t>(count);
    }
    drop(fd);
}

void LocalRequests::drop(int fd) {
    const auto connection = connections_.find(fd);
    loop_.cancel_timer(connection->second.deadline);
    loop_.remove(fd);
    connections_.erase(connection);
    if (pause_ != runtime::TimerId::none) resume(); // there is a descriptor again
}

void LocalRequests::log_changed() {
    if (answering_ != runtime::TimerId::none || connections_.empty()) return;
    // Lines come in crowds; and the caller is in the middle of writing this one.
    answering_ = loop_.call_after(50, [this] {
        answering_ = runtime::TimerId::none;
        std::vector<int> waiting;
        for (const auto& [fd, connection] : connections_)
            if (connection.asked && connection.answer.empty()) waiting.push_back(fd);
        for (const int fd : waiting) try_answer(fd);
    });
}

Result<std::optional<UniqueFd>> connect_to_client(const std::filesystem::path& profile) {
    std::error_code error;
    if (!std::filesystem::exists(profile / name, error)) return std::optional<UniqueFd>();
    const auto folder = TRY(open_folder(profile));
    UniqueFd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!socket) return fail_errno("make a socket");
    const auto address = address_in(folder);
    if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
        return std::optional(std::move(socket));
    if (errno == ECONNREFUSED || errno == ENOENT) return std::optional<UniqueFd>(); // left over by a client that crashed
    return fail_errno("connect to the running client");
}

} // namespace asista::core
