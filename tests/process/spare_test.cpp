// A host that waits for its plugin: what takes it, what becomes of one that dies or does not fit, and what it costs while it waits.
#include "world.hpp"

#include <csignal>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace asista;
using namespace asista::test;
using runtime::HostLink;
using runtime::PluginState;
using runtime::SpareHost;
namespace fs = std::filesystem;

namespace {
constexpr const char* id = "test.one.actor";

WorldOptions with_spare(std::int64_t idle_ms = 10) {
    WorldOptions options;
    options.spare_idle_ms = idle_ms;
    return options;
}

struct Waiting : World {
    explicit Waiting(WorldOptions options = with_spare()) : World(std::move(options)) {}
    // Nothing is drawn meanwhile: drawing as fast as can be leaves the new process, which is to give way, little of a small machine.
    bool spare_waits() {
        return run_until(
            *loop, [&] { return spare->ready(); }, 30'000);
    }
    bool has_processes(std::size_t count) {
        return run_until(
            *loop, [&] { return static_cast<std::size_t>(child_processes()) == count; }, 30'000);
    }
    bool reloaded(std::uint32_t times, const char* version) {
        return until([&] { return status(id).reload_count == times && status(id).state == PluginState::running; }) &&
               ask(id)["version"] == version;
    }
    void run_actor(const std::string& script = "version=1") {
        put_actor(id, script);
        run(id);
        click(id);
        REQUIRE(spare_waits());
    }
};

std::string proc_file(pid_t pid, const char* name) { return read_file(fs::path("/proc") / std::to_string(pid) / name); }

// Where the kernel put the program.
std::string place_of_program(pid_t pid) {
    const auto maps = proc_file(pid, "maps");
    return maps.substr(0, maps.find('-'));
}

fs::path host_program() { return build_folder() / "bin" / "asista-plugin-host"; }
const runtime::SandboxPlan& plan_here() {
    static const auto plan = runtime::probe_sandbox(host_program());
    return plan;
}
SandboxTier tier_here() { return plan_here().tier; }

// A spare by itself.
struct Alone {
    explicit Alone(SandboxTier tier, std::int64_t idle_ms = 10, const fs::path& program = host_program()) {
        auto made = runtime::EventLoop::create(clock);
        REQUIRE(made);
        loop = std::move(*made);
        SpareHost::Setup setup;
        setup.program = program;
        setup.tier = tier;
        setup.theme.scale = 1;
        setup.idle_ms = idle_ms;
        spare = std::make_unique<SpareHost>(*loop, std::move(setup));
    }
    bool ready() {
        return run_until(
            *loop, [&] { return spare->ready(); }, 30'000);
    }
    // What it answers to an order.
    wire::Message answer(HostLink& link, wire::Message order) {
        REQUIRE(link.channel.send(std::move(order)));
        pollfd waiting{link.channel.fd(), POLLIN, 0};
        REQUIRE(::poll(&waiting, 1, 30'000) == 1);
        auto reply = link.channel.receive();
        REQUIRE(reply);
        REQUIRE(*reply);
        return std::move(**reply);
    }

    runtime::SystemClock clock;
    std::unique_ptr<runtime::EventLoop> loop;
    std::unique_ptr<SpareHost> spare;
};
} // namespace

TEST_CASE("the first start and a reload take the spare, and there is another afterwards") {
    Waiting world;
    REQUIRE(world.spare_waits());
    const pid_t first = world.spare->pid();
    world.put_actor(id);
    world.run(id);
    CHECK(world.status(id).pid == first);
    CHECK(world.log(id).find("sandbox " + std::string(tier_name(tier_here()))) != std::string::npos);
    world.click(id);

    REQUIRE(world.spare_waits());
    const pid_t second = world.spare->pid();
    CHECK(second != first);
    CHECK(child_processes() == 2);
    world.put_library(id, "version=2");

    REQUIRE(world.reloaded(1, "2"));
    CHECK(world.status(id).pid == second);
    CHECK(world.ask(id)["clicks"] == 1);
    CHECK(world.spare_waits());
    CHECK(world.spare->pid() != second);
    CHECK(world.until([&] { return child_processes() == 2; }));
    CHECK(world.keeps_drawing(id));
    CHECK(world.window->find(world.status(id).instance)->frame.header.theme_serial == 1); // of Hello, not the spare's own
}

TEST_CASE("a process that was a spare is named after its plugin like any other") {
    Waiting world;
    REQUIRE(world.spare_waits());
    const pid_t pid = world.spare->pid();
    CHECK(proc_file(pid, "comm") == "asista:spare\n");
    CHECK(proc_file(pid, "cmdline").find("spare") != std::string::npos);

    world.run_actor();

    REQUIRE(world.status(id).pid == pid);
    CHECK(proc_file(pid, "comm") == "asista:test.one\n"); // as much as the kernel keeps
    const auto line = proc_file(pid, "cmdline");
    const auto begins = host_program().string() + '\0' + id + '\0' + std::string(tier_name(tier_here())) + '\0';
    CHECK(line.starts_with(begins));
    CHECK(line.find_first_not_of('\0', begins.size()) == std::string::npos);
    CHECK(world.log(id).find(fmt::format("process {}", pid)) != std::string::npos);
}

// Sanitizers choose where their programs lie themselves.
TEST_CASE("each spare is a program of its own, at addresses of its own" * doctest::skip(sanitized)) {
    Waiting world;
    std::set<std::string> places;
    world.put_actor(id);
    world.run(id);
    for (std::uint32_t i = 0; i < 4; ++i) {
        REQUIRE(world.spare_waits());
        places.insert(place_of_program(world.spare->pid()));
        world.put_library(id, fmt::format("version={}", i + 2));
        REQUIRE(world.until([&] { return world.status(id).reload_count == i + 1; }));
    }
    CHECK(places.size() == 4);
}

TEST_CASE("a spare that was killed a moment ago is not used") {
    Waiting world;
    world.run_actor();
    const pid_t spare = world.spare->pid();
    ::kill(spare, SIGKILL);
    siginfo_t info{};
    REQUIRE(::waitid(P_PID, static_cast<id_t>(spare), &info, WEXITED | WNOWAIT) == 0); // gone, and the loop does not know

    world.put_library(id, "version=2");

    REQUIRE(world.reloaded(1, "2"));
    CHECK(world.status(id).pid != spare);
    CHECK(world.ask(id)["clicks"] == 1);
    CHECK(world.status(id).reload_note.empty());
    CHECK(world.spare_waits());
}

TEST_CASE("a spare that is killed as it is taken is replaced without a word") {
    Waiting world;
    SUBCASE("for a reload") {
        world.run_actor();
        const pid_t spare = world.spare->pid();
        ::kill(spare, SIGSTOP); // it will not read its Hello
        world.put_library(id, "version=2");
        REQUIRE(world.until([&] { return world.spare->pid() != spare; }));
        ::kill(spare, SIGKILL);
        REQUIRE(world.reloaded(1, "2"));
        CHECK(world.status(id).pid != spare);
        CHECK(world.ask(id)["clicks"] == 1);
    }
    SUBCASE("for a start") {
        REQUIRE(world.spare_waits());
        const pid_t spare = world.spare->pid();
        ::kill(spare, SIGSTOP);
        world.put_actor(id);
        REQUIRE(world.install(id));
        REQUIRE(world.status(id).pid == spare);
        ::kill(spare, SIGKILL);
        REQUIRE(world.until([&] { return world.frames(id) > 0; }));
        CHECK(world.status(id).pid != spare);
    }
    CHECK(world.status(id).reload_note.empty());
    CHECK(world.status(id).crash_count == 0);
    CHECK(world.keeps_drawing(id));
    CHECK(world.spare_waits());
    CHECK(world.until([&] { return child_processes() == 2; }));
}

TEST_CASE("a change of the theme reaches a plugin whose spare is killed as it is taken") {
    Waiting world;
    REQUIRE(world.spare_waits());
    const pid_t spare = world.spare->pid();
    ::kill(spare, SIGSTOP); // it will read neither its Hello nor what follows
    world.put_actor(id);
    REQUIRE(world.install(id));
    REQUIRE(world.status(id).pid == spare);
    calls::Theme dark;
    dark.serial = 7;
    dark.scale = 1;
    world.supervisor->set_theme(dark);
    dark.serial = 8;
    world.supervisor->set_theme(dark);
    ::kill(spare, SIGKILL);

    REQUIRE(world.until([&] { return world.frames(id) > 0; }));

    CHECK(world.status(id).pid != spare);
    CHECK(world.until([&] { return world.window->find(world.status(id).instance)->frame.header.theme_serial == 8; }));
    CHECK(world.status(id).crash_count == 0);
}

TEST_CASE("a plugin that ends itself in a spare is told of as in any process" * doctest::skip(sanitized)) {
    const std::pair<const char*, const char*> rows[]{
        {"version=2 load=crash", "it crashed while its library was being opened"},
        {"version=2 start=exit", "it ended by itself (exit code 0)"},
        {"version=2 state=crash", "it crashed while taking over its state"},
        {"version=2 draw=crash", "it crashed while drawing"},
    };
    for (const auto& [script, says] : rows) {
        INFO(script);
        Waiting world;
        world.run_actor();
        const pid_t spare = world.spare->pid(), running = world.status(id).pid;
        world.put_library(id, script);
        CHECK(world.until([&] { return !world.status(id).reload_note.empty(); }));
        CHECK_MESSAGE(world.status(id).reload_note.find(says) != std::string::npos, world.status(id).reload_note);
        CHECK(world.status(id).pid == running);
        CHECK(world.ask(id)["version"] == "1");
        REQUIRE(world.spare_waits());
        CHECK(world.spare->pid() != spare);
        world.put_library(id, "version=3");
        CHECK(world.reloaded(1, "3"));
    }
}

TEST_CASE("a spare whose tier is not the right one any more is let go, and the next one has the right one") {
    if (tier_here() != SandboxTier::a) return; // there is no way from a lower tier to another
    Alone alone(SandboxTier::a);
    REQUIRE(alone.spare->make());
    REQUIRE(alone.ready());
    CHECK(child_processes() == 1);

    CHECK(alone.spare->take(SandboxTier::b) == nullptr);
    CHECK(alone.spare->pid() == 0);
    CHECK(child_processes() == 0);

    REQUIRE(alone.ready());
    const auto link = alone.spare->take(SandboxTier::b);
    REQUIRE(link);
    CHECK(link->process.tier() == SandboxTier::b);
}

TEST_CASE("a reload in a lower tier than the spare's gets a process of its own") {
    const auto lower = plan_here().lowered_to(SandboxTier::b);
    if (!lower || tier_here() == SandboxTier::b) return;
    auto options = with_spare();
    options.sandbox = *lower;
    Waiting world(std::move(options));
    REQUIRE(world.spare_waits());
    const pid_t spare = world.spare->pid();
    static_cast<void>(world.spare->take(SandboxTier::a)); // from now on they are made for that
    REQUIRE(world.spare_waits());
    const pid_t unfit = world.spare->pid();
    CHECK(unfit != spare);

    world.run_actor();

    CHECK(world.status(id).pid != unfit);
    CHECK(world.log(id).find("sandbox B ") != std::string::npos);
    world.put_library(id, "version=2");
    CHECK(world.reloaded(1, "2"));
}

TEST_CASE("a spare takes nothing but Hello, and fonts only once") {
    Alone alone(tier_here());
    const auto link = [&] {
        REQUIRE(alone.spare->make());
        REQUIRE(alone.ready());
        auto taken = alone.spare->take(tier_here());
        REQUIRE(taken);
        return taken;
    };
    const auto text = [](const wire::Message& reply) {
        return std::string(reinterpret_cast<const char*>(reply.payload.data()), reply.payload.size());
    };
    using wire::MessageKind;
    {
        const auto one = link();
        const auto reply = alone.answer(*one, {MessageKind::request, Errc::ok, calls::Activate::id, SpareHost::hello_id, {}, {}});
        CHECK(reply.status == Errc::invalid);
        CHECK(text(reply).find("not hello") != std::string::npos);
    }
    {
        const auto one = link();
        calls::Hello::Request hello;
        hello.plugin = id;
        hello.fonts.push_back({calls::FontRole::text, 0});
        wire::Message order{MessageKind::request, Errc::ok, calls::Hello::id, SpareHost::hello_id, wire::encode(hello), {}};
        for (int i = 0; i < 2; ++i) {
            auto file = make_sealed_copy("file", {});
            REQUIRE(file);
            order.fds.push_back(std::move(*file));
        }
        const auto reply = alone.answer(*one, std::move(order));
        CHECK(reply.status == Errc::invalid);
        CHECK(text(reply).find("fonts") != std::string::npos);
    }
}

TEST_CASE("spares that end by themselves are not made for ever") {
    TempDir dir;
    write_file(dir / "host", fmt::format("#!/bin/sh\necho x >> {}\n", (dir / "started").string()));
    fs::permissions(dir / "host", fs::perms::owner_all);
    Alone alone(SandboxTier::b, 1, dir / "host");
    const auto started = [&] { return std::ranges::count(read_file(dir / "started"), 'x'); };
    write_file(dir / "started", "");

    REQUIRE(alone.spare->make());
    CHECK(run_until(
        *alone.loop, [&] { return started() == 3 && alone.spare->pid() == 0; }, 30'000));
    run_for(*alone.loop, 100);
    CHECK(started() == 3);
    CHECK(child_processes() == 0);

    CHECK(alone.spare->take(SandboxTier::b) == nullptr); // somebody needs one: worth another try
    CHECK(run_until(
        *alone.loop, [&] { return started() == 4 && alone.spare->pid() == 0; }, 30'000));
    run_for(*alone.loop, 100);
    CHECK(started() == 4);
}

TEST_CASE("a program that cannot be started, and one that ends without a word, are errors to whoever waits") {
    Alone none(SandboxTier::b, 10, "/no/such/program");
    const auto made = none.spare->make();
    REQUIRE_FALSE(made);
    CHECK(made.error().message.find("/no/such/program") != std::string::npos);
    const auto held = none.spare->wait_for_answer(std::chrono::seconds(30));
    REQUIRE_FALSE(held);
    CHECK(held.error().code == Errc::unavailable);

    Alone ends(SandboxTier::b, 10, "/bin/true");
    REQUIRE(ends.spare->make());
    CHECK(ends.spare->wait_for_answer(std::chrono::seconds(30)).error().code == Errc::unavailable);
    CHECK(child_processes() == 0);
}

TEST_CASE("a spare that waits uses no processor time") {
    Alone alone(tier_here());
    REQUIRE(alone.spare->make());
    REQUIRE(alone.ready());
    const pid_t pid = alone.spare->pid();
    const auto ran = [pid] { return proc_file(pid, "schedstat"); };
    auto before = ran();
    // It may still be on its way from the answer to its sleep.
    REQUIRE(run_until(
        *alone.loop,
        [&] { return std::exchange(before, ran()) == before && proc_file(pid, "stat").find(") S ") != std::string::npos; },
        30'000));
    run_for(*alone.loop, 200);
    CHECK(ran() == before);
}

TEST_CASE("a spare ends with its client, however that ends") {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    const pid_t client = ::fork();
    REQUIRE(client >= 0);
    if (client == 0) {
        Alone alone(tier_here());
        pid_t spare = 0;
        if (alone.spare->make() && alone.ready()) spare = alone.spare->pid();
        static_cast<void>(::write(ends[1], &spare, sizeof spare));
        for (;;) ::pause();
    }
    pid_t spare = 0;
    REQUIRE(::read(ends[0], &spare, sizeof spare) == sizeof spare);
    ::close(ends[0]);
    ::close(ends[1]);
    REQUIRE(spare > 0);
    const UniqueFd watched(static_cast<int>(::syscall(SYS_pidfd_open, spare, 0)));
    REQUIRE(watched);

    ::kill(client, SIGKILL);
    ::waitpid(client, nullptr, 0);

    pollfd ended{watched.get(), POLLIN, 0};
    CHECK(::poll(&ended, 1, 30'000) == 1);
}

TEST_CASE("closing leaves no spare behind") {
    const auto descriptors = open_descriptors();
    {
        Waiting world;
        world.run_actor();
        CHECK(child_processes() == 2);
        world.close();
        CHECK(child_processes() == 0);
        run_for(*world.loop, 50); // and none is made any more
        CHECK(child_processes() == 0);
    }
    CHECK(open_descriptors() == descriptors);
}

TEST_CASE("fifty reloads into spares keep the state and leave no descriptor and no process behind") {
    Waiting world;
    world.run_actor();
    world.put_library(id, "version=2");
    REQUIRE(world.reloaded(1, "2"));
    REQUIRE(world.spare_waits());
    REQUIRE(world.has_processes(2));
    const auto descriptors = open_descriptors();

    for (std::uint32_t i = 0; i < 50; ++i) {
        const pid_t spare = world.spare->pid();
        world.put_library(id, "version=" + std::to_string(i + 3));
        REQUIRE(world.until(
            [&] { return world.status(id).reload_count == i + 2 && world.status(id).state == PluginState::running; }));
        REQUIRE(world.status(id).pid == spare);
        REQUIRE(world.spare_waits());
        REQUIRE(world.has_processes(2));
    }

    CHECK(world.ask(id)["version"] == "52");
    CHECK(world.ask(id)["clicks"] == 1);
    CHECK(open_descriptors() == descriptors);
    CHECK(world.status(id).crash_count == 0);
}
