// Questions for files and requests to the network, through the broker as a plugin and as the person.
#include "core/handlers_outside.hpp"
#include "fake_clock.hpp"
#include "loop_wait.hpp"
#include "temp_dir.hpp"

using namespace asista;
using namespace asista::calls;
using namespace asista::test;
using core::FileQuestions;
namespace fs = std::filesystem;

namespace {

template <class Call> using Answer = std::shared_ptr<std::optional<Result<typename Call::Reply>>>;

wire::Bytes bytes_of(std::string_view text) {
    const auto bytes = std::as_bytes(std::span(text));
    return {bytes.begin(), bytes.end()};
}

// The broker's own caps on these calls come first, and have their own tests.
runtime::BrokerLimits own_limits_only() {
    runtime::BrokerLimits limits;
    limits.kinds.clear();
    return limits;
}

struct Client {
    runtime::SystemClock clock;
    std::unique_ptr<runtime::EventLoop> loop = std::move(*runtime::EventLoop::create(clock));
    TempDir dir;
    runtime::Broker broker{clock, own_limits_only()};
    services::files::FileThread thread{[this](std::function<void()> work) { loop->post(std::move(work)); }};
    std::vector<std::pair<std::uint64_t, InstanceId>> checks; // what the window was asked
    std::optional<bool> input = true;                         // what it says at once; nothing: later
    int changes = 0;
    std::vector<std::string> notes;
    std::unique_ptr<FileQuestions> files;
    std::unique_ptr<services::net::Fetches> fetches;
    runtime::Caller user, plugin, other;

    Client() {
        user.user = UserId{1};
        plugin.kind = runtime::Caller::Kind::plugin;
        plugin.plugin = "org.example.one";
        plugin.instance = 7;
        other = plugin;
        other.plugin = "org.example.two";
        other.instance = 8;
        FileQuestions::Parts parts{thread, dir.path(), dir / ".config", {}, [this] { ++changes; }, {}, true};
        parts.check_input = [this](std::uint64_t question, InstanceId instance) {
            checks.emplace_back(question, instance);
            if (input) loop->post([this, question, recent = *input] { files->input_checked(question, recent); });
        };
        parts.note = [this](const runtime::Caller& caller, std::string_view action, const std::string& name) {
            notes.push_back(fmt::format("{} {} {}", caller.plugin, action, name));
        };
        files = std::make_unique<FileQuestions>(std::move(parts));
        fetches = std::make_unique<services::net::Fetches>(
            services::net::Fetches::Parts{[this](std::function<void()> work) { loop->post(std::move(work)); },
                                          [this](const services::net::FetchOwner&, const std::string& host, std::uint16_t port) {
                                              return core::network_reach(plugin, host, port);
                                          },
                                          [this] { return clock.monotonic_us(); },
                                          {}});
        core::bind_outside_handlers(
            broker, {*fetches, *files, [this](const runtime::Caller& caller, const std::string& host, Errc outcome) {
                         notes.push_back(fmt::format("{} {} {}", caller.plugin, host, errc_name(outcome)));
                     }});
    }

    template <class Call> Answer<Call> send(const runtime::Caller& caller, const typename Call::Request& request) {
        auto answer = std::make_shared<std::optional<Result<typename Call::Reply>>>();
        broker.dispatch(caller, Call::id, wire::encode(request), [answer](Result<wire::Bytes> reply) {
            CHECK_FALSE(answer->has_value());
            if (reply)
                answer->emplace(wire::decode<typename Call::Reply>(*reply));
            else
                answer->emplace(fail(reply.error()));
        });
        return answer;
    }
    template <class Call>
    Result<typename Call::Reply> call(const runtime::Caller& caller, const typename Call::Request& request) {
        const auto answer = send<Call>(caller, request);
        REQUIRE(run_until(*loop, [&] { return answer->has_value(); }));
        return **answer;
    }
    FileQuestions::Open shown() {
        REQUIRE(run_until(*loop, [&] { return !files->open().empty(); }));
        return files->open().front();
    }
    Result<Nothing> answer(std::uint64_t question, const fs::path& path, bool replace = false) {
        return call<FilesAnswer>(user, {question, path.string(), replace});
    }
};

} // namespace

TEST_CASE("a file is opened: asked, picked, and nothing but its name and bytes come across") {
    Client client;
    write_file(client.dir / "Documents/tasks.csv", "a,b\n");
    const auto opened = client.send<FilesOpen>(client.plugin, {"Import tasks", {"csv"}});
    const auto question = client.shown();
    CHECK(client.checks == std::vector<std::pair<std::uint64_t, InstanceId>>{{question.id, 7}});
    CHECK(question.plugin == "org.example.one");
    CHECK_FALSE(question.save);
    CHECK(question.title == "Import tasks");
    CHECK(question.extensions == std::vector<std::string>{"csv"});
    CHECK_FALSE(opened->has_value());

    const auto listed = client.call<FilesList>(client.user, {});
    REQUIRE(listed);
    CHECK(listed->path == (client.dir / "Documents").string());
    REQUIRE(listed->entries.size() == 1);
    CHECK(listed->entries[0].name == "tasks.csv");
    CHECK(listed->places.size() == 2);

    REQUIRE(client.answer(question.id, client.dir / "Documents/tasks.csv"));
    REQUIRE(opened->has_value());
    CHECK((*opened)->value().name == "tasks.csv");
    CHECK((*opened)->value().content == bytes_of("a,b\n"));
    CHECK(client.files->open().empty());
    CHECK(client.notes == std::vector<std::string>{"org.example.one files.open tasks.csv"});
    CHECK(client.answer(question.id, client.dir / "Documents/tasks.csv").error().code == Errc::not_found); // this once
}

TEST_CASE("a file that cannot be given leaves the question open for another") {
    Client client;
    write_file(client.dir / "large", std::string(wire::max_content_bytes + 1, 'x'));
    write_file(client.dir / "small", "yes");
    const auto opened = client.send<FilesOpen>(client.plugin, {"Open", {}});
    const auto id = client.shown().id;
    CHECK(client.answer(id, client.dir / "large").error().code == Errc::over_limit);
    CHECK(client.answer(id, client.dir / "gone").error().message == "gone is not there any more");
    CHECK(client.answer(id, "relative").error().code == Errc::invalid);
    CHECK_FALSE(opened->has_value());
    CHECK(client.files->open().size() == 1);
    REQUIRE(client.answer(id, client.dir / "small"));
    CHECK((*opened)->value().name == "small");
}

TEST_CASE("the largest file comes through") {
    Client client;
    write_file(client.dir / "large", std::string(wire::max_content_bytes, 'x'));
    const auto opened = client.send<FilesOpen>(client.plugin, {"Open", {}});
    REQUIRE(client.answer(client.shown().id, client.dir / "large"));
    CHECK((*opened)->value().content.size() == wire::max_content_bytes);
}

TEST_CASE("a file is saved where the person says, and one that is there only if they say so") {
    Client client;
    write_file(client.dir / "tasks.csv", "old");
    const auto saved = client.send<FilesSave>(client.plugin, {"Export", "../../.ssh/tasks.csv", bytes_of("new")});
    const auto question = client.shown();
    CHECK(question.save);
    CHECK(question.suggested_name == "tasks.csv");
    CHECK(client.answer(question.id, client.dir / "tasks.csv").error().code == Errc::busy);
    CHECK(read_file(client.dir / "tasks.csv") == "old");
    CHECK_FALSE(saved->has_value());
    REQUIRE(client.answer(question.id, client.dir / "tasks.csv", true));
    CHECK(read_file(client.dir / "tasks.csv") == "new");
    CHECK((*saved)->value().name == "tasks.csv");
    CHECK(client.notes == std::vector<std::string>{"org.example.one files.save tasks.csv"});

    // The next one begins where this one ended.
    CHECK(client.call<FilesList>(client.user, {})->path == client.dir.path().string());
}

TEST_CASE("a question that the person closes is cancelled") {
    Client client;
    const auto opened = client.send<FilesOpen>(client.plugin, {"Open", {}});
    REQUIRE(client.answer(client.shown().id, ""));
    CHECK((*opened)->error().code == Errc::cancelled);
    CHECK(client.files->open().empty());
    CHECK(client.changes == 2); // shown, gone
}

TEST_CASE("without the person's own input no question appears") {
    Client client;
    client.input = false;
    const auto opened = client.call<FilesOpen>(client.plugin, {"Open", {}});
    CHECK(opened.error().code == Errc::denied);
    CHECK(opened.error().message.find("just after the person clicked") != std::string::npos);
    CHECK(client.files->open().empty());

    client.input.reset(); // the window has not answered yet
    const auto waiting = client.send<FilesOpen>(client.plugin, {"Open", {}});
    run_for(*client.loop, 5);
    CHECK(client.files->open().empty());
    CHECK(client.answer(client.checks.back().first, "/etc/passwd").error().code == Errc::not_found);
    CHECK_FALSE(waiting->has_value());
    client.files->input_checked(client.checks.back().first, true);
    client.files->input_checked(client.checks.back().first, false); // said once
    CHECK(client.files->open().size() == 1);
}

TEST_CASE("one question at a time for a plugin, one beside another for two") {
    Client client;
    const auto first = client.send<FilesOpen>(client.plugin, {"First", {}});
    CHECK(client.call<FilesOpen>(client.plugin, {"Second", {}}).error().code == Errc::busy);
    CHECK(client.call<FilesSave>(client.plugin, {"Third", "a", {}}).error().code == Errc::busy);
    const auto others = client.send<FilesSave>(client.other, {"Other", "a", {}});
    REQUIRE(run_until(*client.loop, [&] { return client.files->open().size() == 2; }));
    CHECK(client.files->open()[0].title == "First");
    CHECK(client.files->open()[1].title == "Other");
}

TEST_CASE("a plugin that is gone takes its question along") {
    Client client;
    const auto first = client.send<FilesOpen>(client.plugin, {"First", {}});
    const auto others = client.send<FilesOpen>(client.other, {"Other", {}});
    const auto id = client.shown().id;
    client.files->forget(7);
    CHECK((*first)->error().code == Errc::cancelled);
    CHECK_FALSE(others->has_value());
    CHECK(client.answer(id, client.dir / "x").error().code == Errc::not_found);
    REQUIRE(run_until(*client.loop, [&] { return client.files->open().size() == 1; }));
}

TEST_CASE("a plugin that goes while its file is read is told nothing more, and the person is told") {
    Client client;
    write_file(client.dir / "a", "x");
    const auto opened = client.send<FilesOpen>(client.plugin, {"Open", {}});
    const auto id = client.shown().id;
    const auto answered = client.send<FilesAnswer>(client.user, {id, (client.dir / "a").string(), false});
    CHECK(client.call<FilesAnswer>(client.user, {id, (client.dir / "a").string(), false}).error().code != Errc::ok);
    client.files->forget(7);
    REQUIRE(run_until(*client.loop, [&] { return answered->has_value(); }));
    CHECK((*opened)->has_value() == false);
}

TEST_CASE("questions have plain titles, extensions and names") {
    Client client;
    for (const char* title : {"", "two\nlines", "bad\xFF"})
        CHECK(client.call<FilesOpen>(client.plugin, {title, {}}).error().code == Errc::invalid);
    CHECK(client.call<FilesOpen>(client.plugin, {std::string(81, 'a'), {}}).error().code == Errc::invalid);
    for (const char* extension : {"", ".csv", "a/b", "a\nb", "averyveryverylongone"})
        CHECK(client.call<FilesOpen>(client.plugin, {"Open", {extension}}).error().code == Errc::invalid);
    CHECK(client.call<FilesOpen>(client.plugin, {"Open", std::vector<std::string>(17, "a")}).error().code == Errc::invalid);
    CHECK(client.call<FilesSave>(client.plugin, {"Save", "a", wire::Bytes(wire::max_content_bytes + 1)}).error().code ==
          Errc::over_limit);

    CHECK(core::tidy_name("a.txt") == "a.txt");
    CHECK(core::tidy_name("/etc/passwd") == "passwd");
    CHECK(core::tidy_name("..\\..\\autoexec.bat") == "autoexec.bat");
    CHECK(core::tidy_name("...bashrc") == "bashrc");
    CHECK(core::tidy_name("a\nb\x7F") == "ab");
    CHECK(core::tidy_name("..") == "");
    CHECK(core::tidy_name("bad\xFF") == "");
    CHECK(core::tidy_name("Käse.csv") == "Käse.csv");
    CHECK(core::tidy_name(std::string(254, 'a') + "ä").size() == 254);
}

TEST_CASE("only the person answers and lists, only plugins ask") {
    Client client;
    CHECK(client.call<FilesAnswer>(client.plugin, {1, "/etc/passwd", false}).error().code == Errc::denied);
    CHECK(client.call<FilesList>(client.plugin, {"/"}).error().code == Errc::denied);
    CHECK(client.call<FilesOpen>(client.user, {"Open", {}}).error().code == Errc::denied);
    CHECK(client.call<HttpFetch>(client.user, {}).error().code == Errc::denied);
    runtime::Caller trial = client.plugin;
    trial.trial = true;
    CHECK(client.call<FilesOpen>(trial, {"Open", {}}).error().code == Errc::unavailable);
}

TEST_CASE("what a plugin may ask on the network follows its grants") {
    runtime::Caller caller;
    caller.kind = runtime::Caller::Kind::plugin;
    caller.plugin = "org.example.one";
    using services::net::Reach;
    CHECK(core::network_reach(caller, "api.example.com", 443).error().code == Errc::denied);
    const std::vector<std::string> agreed{"api.example.com", "*.example.org"}, own{"nas.home:8080", "192.168.1.4"};
    caller.network = std::make_shared<const runtime::NetworkScope>(agreed, own);
    CHECK(core::network_reach(caller, "api.example.com", 443).error().code == Errc::denied); // no permission
    caller.granted.add(Permission::network);
    CHECK(core::network_reach(caller, "api.example.com", 443).value() == Reach::internet);
    CHECK(core::network_reach(caller, "a.example.org", 80).value() == Reach::internet);
    CHECK(core::network_reach(caller, "192.168.1.4", 80).value() == Reach::local_too);
    CHECK(core::network_reach(caller, "nas.home", 8080).value() == Reach::local_too);
    CHECK(core::network_reach(caller, "nas.home", 80).error().message == "nas.home is not among the hosts in its manifest");
}

TEST_CASE("a request without the permission never reaches the network: one with it names its host in the audit") {
    Client client;
    HttpFetch::Request request;
    request.url = "http://127.0.0.1:9/";
    CHECK(client.call<HttpFetch>(client.plugin, request).error().code == Errc::denied);
    CHECK(client.notes.empty());

    client.plugin.granted.add(Permission::network);
    const std::vector<std::string> agreed{"api.example.com", "127.0.0.1"};
    client.plugin.network = std::make_shared<const runtime::NetworkScope>(agreed, std::vector<std::string>{});
    const auto local = client.call<HttpFetch>(client.plugin, request);
    CHECK(local.error().message == "127.0.0.1 is this computer itself; the person can allow it on the Trust page");
    request.url = "http://evil.test/";
    CHECK(client.call<HttpFetch>(client.plugin, request).error().message == "evil.test is not among the hosts in its manifest");
    request.url = "not an address";
    CHECK(client.call<HttpFetch>(client.plugin, request).error().code == Errc::invalid);
    CHECK(client.notes == std::vector<std::string>{"org.example.one 127.0.0.1 denied", "org.example.one evil.test denied"});
    CHECK(client.call<HttpCancel>(client.plugin, {5}).error().code == Errc::not_found);
}
