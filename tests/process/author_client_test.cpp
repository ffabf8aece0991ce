// What `asista list` and `asista logs` hear from a client that runs.
#include "command_line.hpp"
#include "temp_dir.hpp"

#include <cstring>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>

using namespace asista::test;
namespace fs = std::filesystem;

namespace {
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
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        const auto path = (profile_ / "socket").string();
        REQUIRE(path.size() < sizeof address.sun_path);
        std::memcpy(address.sun_path, path.c_str(), path.size());
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
    CHECK(client.raw(std::string(100'000, 'x')).empty()); // no question is that long
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
    std::string followed;
    std::thread follower([&] { followed = run("logs test.fixture.honest --follow --profile " + (dir / "profile").string()); });
    client.hears("list", "As the running client says.");
    client.end(SIGTERM);
    follower.join();
    CHECK_MESSAGE(followed.ends_with("exit 0"), followed);
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
