// Secrets in a real keyring: gnome-keyring-daemon on a bus of the test's own, and services there that never answer.
#include "secrets_rig.hpp"
#include "session_bus.hpp"

#include <systemd/sd-bus.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace asista;
using namespace asista::test;
namespace fs = std::filesystem;

namespace {

constexpr const char *secret_service = "org.freedesktop.secrets", *prompter = "org.gnome.keyring.SystemPrompter";
constexpr std::uint64_t patience_us = 60'000'000;

// The test's own end of a bus.
class BusClient {
  public:
    explicit BusClient(const SessionBus& bus) {
        REQUIRE(sd_bus_new(&bus_) >= 0);
        REQUIRE(sd_bus_set_address(bus_, bus.address().c_str()) >= 0);
        REQUIRE(sd_bus_set_bus_client(bus_, 1) >= 0);
        REQUIRE(sd_bus_start(bus_) >= 0);
    }
    ~BusClient() { sd_bus_flush_close_unref(bus_); }
    BusClient(const BusClient&) = delete;
    BusClient& operator=(const BusClient&) = delete;

    // Owns `name` and takes calls to it without ever answering.
    void own_silently(const char* name) {
        REQUIRE(sd_bus_add_filter(
                    bus_, nullptr,
                    [](sd_bus_message* message, void* self, sd_bus_error*) {
                        if (sd_bus_message_is_method_call(message, nullptr, nullptr) <= 0) return 0;
                        static_cast<BusClient*>(self)->last_call_ = sd_bus_message_get_member(message);
                        return 1;
                    },
                    this) >= 0);
        REQUIRE(sd_bus_request_name(bus_, name, 0) >= 0);
    }
    void wait_for_call(std::string_view member) {
        wait([&] { return last_call_ == member; });
    }
    void wait_for_owner(const char* name) {
        REQUIRE(sd_bus_match_signal_async(
                    bus_, nullptr, "org.freedesktop.DBus", nullptr, "org.freedesktop.DBus", "NameOwnerChanged",
                    [](sd_bus_message*, void*, sd_bus_error*) { return 0; }, nullptr, nullptr) >= 0);
        wait([&] { return has_owner(name); });
    }
    void lock_keyring() {
        REQUIRE(sd_bus_call_method(bus_, secret_service, "/org/freedesktop/secrets", "org.freedesktop.Secret.Service", "Lock",
                                   nullptr, nullptr, "ao", 1, "/org/freedesktop/secrets/collection/login") >= 0);
    }

  private:
    bool has_owner(const char* name) {
        return sd_bus_call_method(bus_, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "GetNameOwner",
                                  nullptr, nullptr, "s", name) >= 0;
    }
    template <class Done> void wait(Done done) {
        while (!done()) {
            const int did = sd_bus_process(bus_, nullptr);
            REQUIRE(did >= 0);
            if (did == 0) REQUIRE_MESSAGE(sd_bus_wait(bus_, patience_us) > 0, "nothing happened on the bus");
        }
    }
    sd_bus* bus_ = nullptr;
    std::string last_call_;
};

// The keyring of a desktop, with a home of its own.
class KeyringDaemon {
  public:
    enum class Login { unlocks, leaves_locked };

    explicit KeyringDaemon(const SessionBus& bus) : bus_(bus) {
        fs::create_directory(dir_ / "run");
        fs::permissions(dir_ / "run", fs::perms::owner_all);
    }
    ~KeyringDaemon() { end(); }
    KeyringDaemon(const KeyringDaemon&) = delete;
    KeyringDaemon& operator=(const KeyringDaemon&) = delete;

    void start(Login login = Login::unlocks) {
        const std::string password = "of the test";
        int input[2];
        REQUIRE(::pipe2(input, O_CLOEXEC) == 0);
        const auto home = dir_.path().string();
        std::vector<std::string> environment{"PATH=/usr/bin:/bin:/usr/sbin:/sbin",        "HOME=" + home,
                                             "XDG_DATA_HOME=" + home + "/data",           "XDG_CONFIG_HOME=" + home + "/config",
                                             "XDG_CACHE_HOME=" + home + "/cache",         "XDG_RUNTIME_DIR=" + home + "/run",
                                             "DBUS_SESSION_BUS_ADDRESS=" + bus_.address()};
        std::vector<std::string> words{"gnome-keyring-daemon", "--foreground", "--components=secrets",
                                       "--control-directory=" + home + "/run/control"};
        if (login == Login::unlocks) words.emplace_back("--unlock");
        std::vector<char*> arguments, variables;
        for (auto& each : words) arguments.push_back(each.data());
        for (auto& each : environment) variables.push_back(each.data());
        arguments.push_back(nullptr);
        variables.push_back(nullptr);
        pid_ = ::fork();
        REQUIRE(pid_ >= 0);
        if (pid_ == 0) {
            ::prctl(PR_SET_PDEATHSIG, SIGKILL); // also when the test crashes
            const int nowhere = ::open("/dev/null", O_RDWR | O_CLOEXEC);
            ::dup2(input[0], 0);
            ::dup2(nowhere, 1);
            ::dup2(nowhere, 2);
            ::execvpe(arguments[0], arguments.data(), variables.data());
            ::_exit(127);
        }
        ::close(input[0]);
        if (login == Login::unlocks)
            REQUIRE(::write(input[1], password.data(), password.size()) == static_cast<ssize_t>(password.size()));
        ::close(input[1]);
        BusClient(bus_).wait_for_owner(secret_service);
    }
    void end() {
        if (pid_ <= 0) return;
        ::kill(pid_, SIGKILL);
        ::waitpid(std::exchange(pid_, -1), nullptr, 0);
    }

  private:
    const SessionBus& bus_;
    TempDir dir_;
    pid_t pid_ = -1;
};

struct Desktop {
    SessionBus bus;
    KeyringDaemon keyring{bus};
    TempDir dir;
    services::KeyringOptions options{.bus = bus.address(), .library = {}};
};

} // namespace

TEST_CASE("a secret goes into the desktop's keyring and not into the file, is found by a later client, replaced and removed") {
    Desktop desk;
    desk.keyring.start();
    {
        SecretsRig rig(desk.dir.path(), desk.options);
        CHECK(must(rig.load("ai.anthropic")) == "");
        const auto place = must(rig.save("ai.anthropic", "sk-first"));
        CHECK(place.keyring);
        CHECK(place.words == "the desktop's keyring");
        CHECK_FALSE(contains(read_file(rig.file()), "sk-first"));
    }
    SecretsRig rig(desk.dir.path(), desk.options);
    CHECK(must(rig.load("ai.anthropic")) == "sk-first");
    CHECK(rig.secrets->place()->keyring);
    must(rig.save("ai.anthropic", "sk-second"));
    CHECK(must(rig.load("ai.anthropic")) == "sk-second");
    must(rig.save("mail", std::string(64 * 1024, 'p')));
    CHECK(must(rig.load("mail")).size() == 64 * 1024);
    must(rig.remove("ai.anthropic"));
    must(rig.remove("ai.anthropic"));
    CHECK(must(rig.load("ai.anthropic")) == "");
    CHECK(must(rig.load("mail")).size() == 64 * 1024);
    CHECK(rig.told.empty());
}

TEST_CASE("two profiles have secrets of the same name, and a copied folder leaves those of its original alone") {
    Desktop desk;
    desk.keyring.start();
    const TempDir other, copied;
    SecretsRig ada(desk.dir.path(), desk.options), bob(other.path(), desk.options);
    must(ada.save("ai", "sk-ada"));
    must(bob.save("ai", "sk-bob"));
    CHECK(must(ada.load("ai")) == "sk-ada");
    CHECK(must(bob.load("ai")) == "sk-bob");

    fs::copy_file(ada.file(), copied / "secrets.json");
    SecretsRig copy(copied.path(), desk.options);
    CHECK(must(copy.load("ai")) == "");
    REQUIRE(copy.told.size() == 1);
    CHECK(contains(copy.told[0], "is a copy of that in " + desk.dir.path().string()));
    must(copy.save("ai", "sk-copy"));
    CHECK(must(copy.load("ai")) == "sk-copy");
    CHECK(must(ada.load("ai")) == "sk-ada");
    must(copy.remove("ai"));
    CHECK(must(ada.load("ai")) == "sk-ada");

    // One that was moved is the same profile.
    const TempDir moved;
    fs::rename(bob.file(), moved / "secrets.json");
    SecretsRig there(moved.path(), desk.options);
    CHECK(must(there.load("ai")) == "sk-bob");
    CHECK(there.told.empty());
}

TEST_CASE("without a keyring on the bus the file is used, and when one appears, saving anew moves the secret there") {
    Desktop desk;
    SecretsRig rig(desk.dir.path(), desk.options);
    const auto place = must(rig.save("ai", "sk-file"));
    CHECK_FALSE(place.keyring);
    CHECK(contains(place.words, "because this desktop offers no keyring ("));
    CHECK(must(rig.load("ai")) == "sk-file");

    desk.keyring.start();
    CHECK(must(rig.load("ai")) == "sk-file");
    CHECK(must(rig.save("ai", "sk-keyring")).keyring);
    CHECK_FALSE(contains(read_file(rig.file()), "sk-"));
    CHECK(must(rig.load("ai")) == "sk-keyring");
}

TEST_CASE("a keyring that was killed is said to be gone, what is saved meanwhile counts, and it is used again when it is back") {
    Desktop desk;
    desk.keyring.start();
    SecretsRig rig(desk.dir.path(), desk.options);
    must(rig.save("ai", "sk-keyring"));
    must(rig.save("mail", "pw-keyring"));
    desk.keyring.end();

    const auto gone = error_of(rig.load("ai"));
    CHECK(gone.code == Errc::unavailable);
    CHECK(contains(gone.message, "is in the desktop's keyring, which is not there now"));
    CHECK(error_of(rig.remove("ai")).code == Errc::unavailable);
    CHECK(must(rig.load("never saved")) == "");
    CHECK_FALSE(must(rig.save("ai", "sk-meanwhile")).keyring);
    CHECK(must(rig.load("ai")) == "sk-meanwhile");

    desk.keyring.start();
    CHECK(must(rig.load("ai")) == "sk-meanwhile"); // not the older one in the keyring
    CHECK(must(rig.load("mail")) == "pw-keyring");
    must(rig.remove("ai")); // from both
    CHECK(must(rig.load("ai")) == "");

    // Restarted between two calls, so that the connection that was kept leads nowhere.
    desk.keyring.end();
    desk.keyring.start();
    CHECK(must(rig.save("mail", "pw-again")).keyring);
    desk.keyring.end();
    desk.keyring.start();
    CHECK(must(rig.load("mail")) == "pw-again");
}

TEST_CASE("the end of the session's bus ends no client") {
    Desktop desk;
    desk.keyring.start();
    SecretsRig rig(desk.dir.path(), desk.options);
    must(rig.save("ai", "sk-keyring"));
    desk.bus.end();
    CHECK(error_of(rig.load("ai")).code == Errc::unavailable);
    CHECK_FALSE(must(rig.save("ai", "sk-file")).keyring);
    CHECK(must(rig.load("ai")) == "sk-file");
}

TEST_CASE("a keyring that stays locked is an error and nothing is written elsewhere") {
    Desktop desk;
    desk.keyring.start();
    SecretsRig rig(desk.dir.path(), desk.options);
    must(rig.save("ai", "sk-keyring"));
    const auto before = read_file(rig.file());

    // Nobody is there to ask for a password, which is what a person who declines amounts to.
    SUBCASE("locked in between") { BusClient(desk.bus).lock_keyring(); }
    SUBCASE("not unlocked at login") {
        desk.keyring.end();
        desk.keyring.start(KeyringDaemon::Login::leaves_locked);
    }
    for (const auto& error : {error_of(rig.load("ai")), error_of(rig.save("ai", "sk-new")), error_of(rig.save("new", "sk-new")),
                              error_of(rig.remove("ai"))}) {
        CHECK(error.code == Errc::denied);
        CHECK(contains(error.message, "locked"));
        CHECK(contains(error.message, "unlock it"));
    }
    CHECK(read_file(rig.file()) == before);

    desk.keyring.end();
    desk.keyring.start();
    CHECK(must(rig.load("ai")) == "sk-keyring");
}

TEST_CASE("the end of the client waits neither for a keyring that does not answer nor for a person who does not") {
    Desktop desk;
    BusClient silent(desk.bus);
    SecretsRig rig(desk.dir.path(), desk.options);

    SUBCASE("the keyring does not answer") {
        silent.own_silently(secret_service);
        rig.secrets->save("ai", services::SecretText(std::string("sk")), nullptr);
        silent.wait_for_call("GetAll"); // its properties, before anything else
    }
    SUBCASE("it hangs in the middle of its work") {
        desk.keyring.start();
        must(rig.save("ai", "sk"));
        desk.keyring.end();
        silent.own_silently(secret_service);
        rig.secrets->load("ai", nullptr);
        silent.wait_for_call("GetAll"); // its properties, before anything else
    }
    SUBCASE("the person does not answer") {
        desk.keyring.start();
        must(rig.save("ai", "sk"));
        BusClient(desk.bus).lock_keyring();
        silent.own_silently(prompter);
        rig.secrets->load("ai", nullptr);
        silent.wait_for_call("BeginPrompting");
    }
    const auto begin = std::chrono::steady_clock::now();
    rig.secrets.reset();
    // What cannot be cancelled is left behind after 2 s; nothing here should come to that.
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::milliseconds(1'900));
    rig.inbox.run_all();
}
