#include "client_process.hpp"

#include <doctest/doctest.h>
#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

namespace asista::test {
namespace {
using std::chrono::steady_clock;

std::string text_of(const std::filesystem::path& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
}
} // namespace

ClientProcess::ClientProcess(std::filesystem::path profile, const std::vector<std::string>& arguments, Shows shows)
    : profile_(std::move(profile)) {
    std::vector<std::string> words{ASISTA_CLIENT,
                                   "--profile",
                                   profile_.string(),
                                   "--plugins",
                                   plugins_of(profile_).string(),
                                   "--driver",
                                   driver_of(profile_).string(),
                                   "--trace-frames",
                                   (profile_ / "frames.jsonl").string()};
    if (shows == Shows::no_introduction) words.emplace_back("--no-introduction");
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    for (auto& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    const auto log = profile_ / "client.log";
    pid_ = fork();
    REQUIRE(pid_ >= 0);
    if (pid_ == 0) {
        const int file = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
        dup2(file, STDOUT_FILENO);
        dup2(file, STDERR_FILENO);
        execv(argv[0], argv.data());
        _exit(127);
    }
}

ClientProcess::~ClientProcess() { close(); }

WindowDriver& ClientProcess::window() const {
    if (!window_) window_ = std::make_unique<WindowDriver>(driver_of(profile_));
    return *window_;
}

bool ClientProcess::running() {
    if (pid_ < 0) return false;
    if (waitpid(pid_, &status_, WNOHANG) == pid_) pid_ = -1;
    return pid_ >= 0;
}

int ClientProcess::close() {
    if (running()) {
        kill(pid_, SIGTERM);
        if (!until([this] { return !running(); })) {
            kill(pid_, SIGKILL);
            waitpid(pid_, &status_, 0);
            pid_ = -1;
        }
    }
    return WIFEXITED(status_) ? WEXITSTATUS(status_) : 128 + WTERMSIG(status_);
}

void ClientProcess::end_badly() {
    if (!running()) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, &status_, 0);
    pid_ = -1;
}

std::size_t ClientProcess::frames() const {
    const auto text = text_of(profile_ / "frames.jsonl");
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

std::string ClientProcess::query(const std::string& sql) const {
    sqlite3* db = nullptr;
    std::string value;
    if (sqlite3_open_v2((profile_ / "asista.db").c_str(), &db, SQLITE_OPEN_READONLY, nullptr) == SQLITE_OK) {
        sqlite3_busy_timeout(db, 2000);
        sqlite3_stmt* statement = nullptr;
        if (sqlite3_prepare_v2(db, sql.c_str(), -1, &statement, nullptr) == SQLITE_OK && sqlite3_step(statement) == SQLITE_ROW)
            if (const auto* text = sqlite3_column_text(statement, 0)) value = reinterpret_cast<const char*>(text);
        sqlite3_finalize(statement);
    }
    sqlite3_close(db);
    return value;
}

std::string ClientProcess::stored(const std::string& plugin, const std::string& key) const {
    return query("SELECT value FROM plugin_storage WHERE plugin_id = '" + plugin + "' AND key = '" + key + "'");
}

std::string ClientProcess::log() const { return text_of(profile_ / "client.log"); }

bool ClientProcess::until(const std::function<bool()>& is_true) {
    const auto end = steady_clock::now() + std::chrono::seconds(20);
    while (!is_true()) {
        if (steady_clock::now() > end) return false;
        poll(nullptr, 0, 10); // another process is to do something; there is nothing of ours to wait on
    }
    return true;
}

void ClientProcess::act(const std::string& xdotool_arguments) {
    const int status = std::system(("xdotool " + xdotool_arguments).c_str());
    REQUIRE_MESSAGE(status == 0, xdotool_arguments);
}

} // namespace asista::test
