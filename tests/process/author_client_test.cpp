// What `asista list`, `asista logs` and `asista call` hear from a client that runs.
#include "command_line.hpp"
#include "temp_dir.hpp"
#include "wire/os.hpp"

#include <cstring>
#include <optional>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>
#include <utility>

using namespace asista::test;
using namespace std::string_view_literals;
namespace fs = std::filesystem;

namespace {
sockaddr_un address_of(const fs::path& socket) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const auto path = socket.string();
    REQUIRE(path.size() < sizeof address.sun_path);
    std::memcpy(address.sun_path, path.c_str(), path.size());
    return address;
}

// A client without a window on a profile with sample data, the fixture `honest` in its plugins folder.
class Client {
  public:
    explicit Client(const fs::path& profile, const char* plugin = "test-plugins/test.fixture.honest") : profile_(profile) {
        const auto made = bin("asista").parent_path().parent_path() / plugin;
        fs::create_directories(profile / "plugins");
        fs::copy(made, profile / "plugins" / made.filename(), fs::copy_options::recursive);
        std::vector<std::string> words{bin("asista"), "--headless", "--sample-data", "--profile", profile};
        std::vector<char*> arguments;
        for (auto& word : words) arguments.push_back(word.data());
        arguments.push_back(nullptr);
        REQUIRE(::posix_spawn(&pid_, words.front().c_str(), nullptr, nullptr, arguments.data(), ::environ) == 0);
    }
    ~Client() { end(SIGKILL); }
    void end(int signal) {
        if (pid_ == 0) return;
        ::kill(pid_, signal);
        ::waitpid(pid_, nullptr, 0);
        pid_ = 0;
    }
    // What the word says once it says `part`. Each look starts the program anew, and what it waits for is in the client's memory, where
    // nothing could be watched: hence the nap between two looks.
    std::string hears(const std::string& words, std::string_view part) const {
        const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);
        for (;;) {
            auto text = run(words + " --profile " + profile_.string());
            if (says(text, part) || std::chrono::steady_clock::now() > until) return text;
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
    }
    // Raw bytes into the socket, and what comes back until it closes.
    std::string raw(const std::string& bytes) const {
        const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const auto address = address_of(profile_ / "socket");
        REQUIRE(::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
        ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        std::string answer;
        std::array<char, 4096> buffer{};
        for (;;) {
            const auto count = ::read(fd, buffer.data(), buffer.size());
            if (count <= 0) break;
            answer.append(buffer.data(), static_cast<std::size_t>(count));
        }
        ::close(fd);
        return answer;
    }

  private:
    fs::path profile_;
    pid_t pid_ = 0;
};
// A command whose output is read while it runs.
class Reader {
  public:
    explicit Reader(const std::string& command) : pipe_(::popen(("exec " + command + " 2>&1 </dev/null").c_str(), "re")) {
        REQUIRE(pipe_ != nullptr);
    }
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;
    ~Reader() {
        if (pipe_ != nullptr) rest();
    }
    // All up to the end of the line that has `part`, or all there was.
    std::string until(std::string_view part) {
        std::string text;
        std::array<char, 4096> line{};
        while (!says(text, part) && std::fgets(line.data(), line.size(), pipe_) != nullptr) text += line.data();
        return text;
    }
    // All that was not read yet, and "exit N".
    std::string rest() {
        auto text = until("\0 never"sv);
        const int status = ::pclose(std::exchange(pipe_, nullptr));
        return text + "exit " + std::to_string(WIFEXITED(status) ? WEXITSTATUS(status) : -1);
    }

  private:
    std::FILE* pipe_;
};

bool is_readable(int fd) {
    pollfd waiting{fd, POLLIN, 0};
    return ::poll(&waiting, 1, 60'000) == 1;
}
// The socket of a client that does what the test says.
class Door {
  public:
    explicit Door(const fs::path& path) : socket_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        const auto address = address_of(path);
        REQUIRE(::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
        REQUIRE(::listen(socket_.get(), 4) == 0);
    }
    // Until somebody is at it.
    void wait() const { REQUIRE(is_readable(socket_.get())); }
    asista::UniqueFd let_in() const {
        wait();
        return asista::UniqueFd(::accept4(socket_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    }

  private:
    asista::UniqueFd socket_;
};
void read_question(int fd) {
    char byte = 0;
    while (byte != '\n') REQUIRE(::read(fd, &byte, 1) == 1);
}
} // namespace

TEST_CASE("list and logs tell what the running client knows, and what the profile remembers afterwards") {
    const TempDir dir;
    Client client(dir / "profile");
    const auto listed = client.hears("list", "As the running client says.");
    CHECK_MESSAGE(says(listed, "test.fixture.honest"), listed);
    CHECK(says(listed, "found"));
    CHECK(parse(client.hears("list --json", "client_running\": true"))["plugins"][0]["state"] == "found");
    CHECK(succeeds(client.hears("logs test.fixture.honest", "exit")));
    const auto unknown = client.hears("logs test.none.such", "exit 1");
    CHECK_MESSAGE(says(unknown, "there is no plugin test.none.such; `asista list` shows which there are"), unknown);

    struct stat about {};
    REQUIRE(::stat((dir / "profile/socket").c_str(), &about) == 0);
    CHECK((about.st_mode & 0077) == 0);
    CHECK(says(client.raw("nonsense\n"), "error"));
    CHECK(says(client.raw("[1,2]\n"), "error"));
    CHECK(says(client.raw("{\"ask\":\"log\",\"plugin\":7,\"after\":-1,\"wait\":4}\n"), "error"));
    CHECK(client.raw(std::string(400'000, 'x')).empty()); // no question is that long
    CHECK(says(client.raw("{\"ask\":\"plugins\"}\n"), "test.fixture.honest"));

    client.end(SIGTERM);
    CHECK_FALSE(fs::exists(dir / "profile/socket"));
    const auto later = client.hears("list", "exit");
    CHECK_MESSAGE(says(later, "No client has this profile open."), later);
    CHECK(says(later, "It is not installed; open Plugins in Asista to review it."));
}

TEST_CASE("a socket left by a client that crashed is no running client, and the next one replaces it") {
    const TempDir dir;
    {
        Client client(dir / "profile");
        client.hears("list", "As the running client says.");
    } // killed
    REQUIRE(fs::exists(dir / "profile/socket"));
    CHECK(says(run("list --profile " + (dir / "profile").string()), "No client has this profile open."));
    fs::remove_all(dir / "profile/plugins");
    Client next(dir / "profile");
    CHECK(says(next.hears("list", "As the running client says."), "As the running client says."));
}

TEST_CASE("following a log ends with the client") {
    const TempDir dir;
    Client client(dir / "profile");
    client.hears("list", "As the running client says.");
    Reader follower(bin("asista").string() + " logs test.fixture.honest --follow --profile " + (dir / "profile").string());
    const auto begun = follower.until("Following test.fixture.honest");
    client.end(SIGTERM);
    const auto followed = begun + follower.rest();
    CHECK_MESSAGE(succeeds(followed), followed);
}

// The kernel tells a caller of a client that ended in three ways, by how far it had come; which of them is luck with a real client.
TEST_CASE("a client that ends is heard as one, however far it had come with the question") {
    const TempDir dir;
    fs::create_directories(dir / "profile");
    const auto asked = [&](const char* words) {
        return bin("asista").string() + " " + words + " --profile " + (dir / "profile").string();
    };
    const std::string_view sentence = "the running client ended before it answered; try again";

    SUBCASE("at the door") {
        auto door = std::make_optional<Door>(dir / "profile/socket");
        Reader list(asked("list"));
        door->wait();
        door.reset();
        const auto said = list.rest();
        CHECK_MESSAGE(says(said, sentence), said);
        CHECK(said.ends_with("exit 1"));
    }
    SUBCASE("the question there") {
        Door door(dir / "profile/socket");
        Reader list(asked("list"));
        auto caller = door.let_in();
        SUBCASE("unread") { REQUIRE(is_readable(caller.get())); }
        SUBCASE("read") { read_question(caller.get()); }
        caller.reset();
        CHECK(says(list.rest(), sentence));
    }
    SUBCASE("a log that is followed, its second question unread") {
        Door door(dir / "profile/socket");
        Reader follower(asked("logs test.any --follow"));
        auto caller = door.let_in();
        read_question(caller.get());
        const std::string_view answer = "{\"next\":0,\"lines\":[]}\n";
        REQUIRE(::send(caller.get(), answer.data(), answer.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(answer.size()));
        caller.reset();
        caller = door.let_in();
        REQUIRE(is_readable(caller.get()));
        caller.reset();
        const auto said = follower.rest();
        CHECK_MESSAGE(succeeds(said), said);
    }
}

TEST_CASE("a plugin of the running client is recorded, and happens again") {
    const TempDir dir;
    const auto file = (dir / "one.asista-recording").string(), profile = " --profile " + (dir / "profile").string();
    CHECK(says(run("record ai.asista.motivation -o " + file + profile), "a plugin is recorded while it runs there"));
    Client client(dir / "profile", "plugins/ai.asista.motivation");
    const auto listed = client.hears("list", "running   ");
    REQUIRE_MESSAGE(says(listed, "running   "), listed);

    const auto recorded = run("record ai.asista.motivation --for 1 -o " + file + profile);
    CHECK_MESSAGE(succeeds(recorded), recorded);
    CHECK(says(recorded, "You stopped it."));
    struct stat about {};
    REQUIRE(::stat(file.c_str(), &about) == 0);
    CHECK((about.st_mode & 0777) == 0600);
    CHECK(says(run("record ai.asista.motivation -o " + file + profile), "is there already; a recording never replaces a file"));
    CHECK(says(run("record test.no.such -o " + file + "2" + profile), "there is no plugin test.no.such"));
    client.end(SIGTERM);

    const auto list = (dir / "frames").string();
    const auto again = run("replay " + file + " --frames " + list + profile);
    CHECK_MESSAGE(succeeds(again), again);
    CHECK(says(again, "Equal."));
    CHECK(fs::file_size(list) > 200);
    CHECK(succeeds(run("replay " + file + " --compare " + file)));
    CHECK(run("replay " + list).ends_with("exit 2"));
    CHECK(run("replay " + file + " --library " + list).ends_with("exit 2"));
    fs::resize_file(file, fs::file_size(file) - 10);
    const auto cut = run("replay " + file + profile);
    CHECK_MESSAGE(says(cut, "was cut off; what is whole of it is used"), cut);
    CHECK(succeeds(cut));
}

TEST_CASE("a method of a plugin of the running client is called, and each way to fail names its remedy") {
    const TempDir dir;
    const auto profile = " --profile " + (dir / "profile").string();
    const auto call = [&profile](const std::string& words) { return run("call ai.asista.motivation " + words + profile); };
    const auto alone = call("getMotivationStats");
    CHECK_MESSAGE(says(alone, "plugins run in the client alone; start it"), alone);
    CHECK(alone.ends_with("exit 1"));
    Client client(dir / "profile", "plugins/ai.asista.motivation");
    const auto listed = client.hears("list", "running   ");
    REQUIRE_MESSAGE(says(listed, "running   "), listed);

    const auto stats = parse(call("getMotivationStats"));
    CHECK(stats["exit"] == 0);
    CHECK(stats.contains("streakDays"));
    const auto saved = parse(call("saveMotivation '{\"text\": \"One clear step is enough.\", \"author\": \"J\u00fcrgen\"}'"));
    CHECK(saved["added"] == true);
    const auto piped = shell("echo '{\"energy\": \"XS\"}' | " + bin("asista").string() +
                             " call ai.asista.motivation getPersonalizedMotivation -" + profile);
    CHECK_MESSAGE(parse(piped)["energy"] == "XS", piped);

    struct Case {
        std::string words;
        const char *says, *exit;
    };
    const std::vector<Case> cases{
        {"getPersonalizedMotivation '{\"energy\": \"huge\"}'", "energy is one of XS, S, M, L, XL", "exit 2"},
        {"noSuch", "`asista inspect ai.asista.motivation` shows which it has", "exit 1"},
        {"getMotivationStats '{'", "is not JSON; write it like", "exit 1"},
        {"getMotivationStats - < /dev/null", "what was read from the input is not JSON", "exit 1"},
        {"getMotivationStats '" + std::string(100, '[') + std::string(100, ']') + "'", "more than 32 objects and lists",
         "exit 1"},
        {"'no such' '{}'", "\"method\" is 1 to 128 letters", "exit 1"},
    };
    for (const auto& one : cases) {
        const auto text = call(one.words);
        CHECK_MESSAGE(says(text, one.says), text);
        CHECK_MESSAGE(text.ends_with(one.exit), text);
    }
    CHECK(says(run("call test.none.such x" + profile), "`asista list` shows which there are"));
    CHECK(says(run("call --help"), "Ends with 0"));
    const auto long_text = shell("head -c 300000 /dev/zero | tr '\\0' 1 | " + bin("asista").string() + " call a.b c -" + profile);
    CHECK_MESSAGE(says(long_text, "at most 262144 bytes"), long_text);
}
