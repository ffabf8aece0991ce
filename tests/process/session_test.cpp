// How a process is started, and what becomes of one that breaks the protocol.
#include "world.hpp"

#include "runtime/session.hpp"

#include <csignal>
#include <fcntl.h>

using namespace asista;
using namespace asista::test;
using runtime::PluginState;
namespace fs = std::filesystem;

namespace {
constexpr const char* id = "test.one.actor";

fs::path rogue_host() { return build_folder() / "test-plugins" / "fixture_rogue_host"; }

// A session with the rogue host, and everything it reported.
struct Rogue {
    explicit Rogue(const std::string& what, const fs::path& program = rogue_host(), std::int64_t hello_ms = 20'000) {
        auto made = runtime::EventLoop::create(clock);
        REQUIRE(made);
        loop = std::move(*made);
        runtime::SessionSetup setup;
        setup.instance = 5;
        setup.program = program;
        setup.hello.plugin = "rogue." + what;
        setup.hello_ms = hello_ms;
        auto library = make_sealed_copy("library", {});
        REQUIRE(library);
        setup.library = std::move(*library);
        runtime::SessionHooks hooks;
        hooks.on_hello = [this](Result<calls::Hello::Reply> reply) {
            hello = std::move(reply);
            if (*hello)
                session->order<calls::Activate>({}, 20'000,
                                                [this](Result<calls::Nothing> answer) { activated = std::move(answer); });
        };
        hooks.on_call = [this](const wire::Message& message) { called.push_back(message.call); };
        hooks.on_output = [this](std::string_view line) { output += std::string(line) + "|"; };
        hooks.on_end = [this](const runtime::SessionEnd& how) { end = how; };
        auto started = runtime::Session::start(*loop, std::move(setup), std::move(hooks));
        if (!started) {
            failure = started.error().message;
            return;
        }
        session = std::move(*started);
    }
    std::string sentence() {
        REQUIRE(run_until(*loop, [&] { return end.has_value(); }));
        return end->sentence;
    }

    runtime::SystemClock clock;
    std::unique_ptr<runtime::EventLoop> loop;
    std::unique_ptr<runtime::Session> session;
    std::string failure, output;
    std::optional<Result<calls::Hello::Reply>> hello;
    std::optional<Result<calls::Nothing>> activated;
    std::vector<calls::CallId> called;
    std::optional<runtime::SessionEnd> end;
};
} // namespace

TEST_CASE("a plugin process has the descriptors of the contract and an empty environment") {
    // Something of ours that is not marked close-on-exec, as a careless library would leave it.
    const int careless = ::fcntl(0, F_DUPFD, 60);
    REQUIRE(careless >= 60);
    Rogue rogue("silent");
    const auto proc = fs::path("/proc") / std::to_string(rogue.session->pid());

    REQUIRE(run_until(*rogue.loop, [&] { return rogue.output == "started|"; }));
    std::map<int, std::string> descriptors;
    for (const auto& entry : fs::directory_iterator(proc / "fd"))
        descriptors[std::stoi(entry.path().filename())] = fs::read_symlink(entry.path());
    ::close(careless);

    CHECK(descriptors.size() == 8);
    CHECK(descriptors[0] == "/dev/null");
    CHECK(descriptors[1].starts_with("pipe:"));
    CHECK(descriptors[2] == descriptors[1]);
    CHECK(descriptors[3].starts_with("socket:"));
    CHECK(descriptors[4].find("memfd:") != std::string::npos);
    CHECK(descriptors[5].find("memfd:") != std::string::npos);
    CHECK(descriptors[6].find("eventfd") != std::string::npos);
    CHECK(descriptors[7].find("eventfd") != std::string::npos);
    const std::string environment = read_file(proc / "environ");
    CHECK(environment.starts_with(std::string("LC_ALL=C\0", 9)));
    CHECK(environment.find("PATH=") == std::string::npos);
    CHECK(environment.find("HOME=") == std::string::npos);
    CHECK(read_file(proc / "cmdline") == rogue_host().string() + '\0' + "rogue.silent" + '\0' + "B" + '\0');
}

TEST_CASE("a process that does not answer Hello is told of at the deadline") {
    Rogue rogue("silent", rogue_host(), 100);
    REQUIRE(run_until(*rogue.loop, [&] { return rogue.hello.has_value(); }));
    CHECK(rogue.hello->error().code == Errc::timed_out);
    CHECK(rogue.hello->error().message == "no answer within 0.1 s");
    rogue.session->kill("It was too slow.");
    CHECK(rogue.sentence() == "It was too slow.");
}

TEST_CASE("a program that cannot be started is an error that names it") {
    CHECK(Rogue("x", "/no/such/program").failure.find("/no/such/program") != std::string::npos);
    CHECK_FALSE(Rogue("x", "/etc/passwd").failure.empty());
    CHECK(child_processes() == 0);
}

TEST_CASE("what breaks the protocol ends the process, and the reason says how") {
    CHECK(Rogue("garbage").sentence().find("sent something that is not allowed: malformed packet") != std::string::npos);
    CHECK(Rogue("descriptor").sentence().find("unexpected descriptors") != std::string::npos);
    CHECK(Rogue("unasked-reply").sentence() == "It was stopped because its process answered a question that was not asked.");
    CHECK(Rogue("wrong-reply").sentence() == "It was stopped because its process answered another question than was asked.");
    CHECK(Rogue("close").sentence() == "It closed its connection to Asista.");
    CHECK(child_processes() == 0);
}

TEST_CASE("everything printed before the end is kept, and an order that was open is answered") {
    Rogue rogue("talk");
    CHECK(rogue.sentence() == "It ended by itself (exit code 7).");
    CHECK(rogue.end->crashed);
    CHECK(rogue.output == "to stderr|to stdout|without an end|");
    Rogue waiting("hello");
    REQUIRE(run_until(*waiting.loop, [&] { return waiting.hello.has_value(); }));
    CHECK_FALSE(waiting.activated);
    ::kill(waiting.session->pid(), SIGTERM);
    CHECK(waiting.sentence() == "It was ended by signal 15 (Terminated).");
    REQUIRE(waiting.activated);
    CHECK(waiting.activated->error().code == Errc::unavailable);
}

TEST_CASE("what a process sent before its end is all heard") {
    Rogue rogue("last-words");
    rogue.sentence();
    CHECK(rogue.called.size() == 200);
}

TEST_CASE("a session that is destroyed takes its process along") {
    const auto descriptors = open_descriptors();
    { Rogue rogue("silent"); }
    CHECK(child_processes() == 0);
    CHECK(open_descriptors() == descriptors);
}

// The rogue claims a sandbox that a build with sanitizers does not plan for, and would be refused for that.
TEST_CASE("a call that no plugin may make is refused, one that is damaged stops the plugin" * doctest::skip(sanitized)) {
    WorldOptions options;
    options.program = rogue_host();
    World world(options);
    world.put_actor("test.rogue.users-call");
    REQUIRE(world.install("test.rogue.users-call"));
    CHECK(world.until([&] {
        return world.log("test.rogue.users-call").find("refused: plugins.install is not for plugins") != std::string::npos;
    }));
    CHECK_FALSE(world.installations.rows.contains("a.b"));

    world.put_actor("test.rogue.damaged-call");
    REQUIRE(world.install("test.rogue.damaged-call"));
    CHECK(world.reaches("test.rogue.damaged-call", PluginState::stopped));
    CHECK(world.status("test.rogue.damaged-call").reason.find("sent a damaged message (storage.get)") != std::string::npos);
    CHECK(world.storage.empty()); // what it sent behind that was not done
}

TEST_CASE("a process whose client is gone ends") {
    // The kernel ends it with the thread that started it; a host in good order also sees its connection close.
    pid_t pid = 0;
    {
        World world;
        world.put_actor(id);
        world.run(id);
        pid = world.status(id).pid;
        CHECK(::kill(pid, 0) == 0);
    }
    CHECK(::kill(pid, 0) != 0);
}
