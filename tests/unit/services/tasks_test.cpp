#include "services/text_rules.hpp"
#include "support.hpp"

using namespace asista;
using namespace asista::test;

namespace {

std::vector<std::string> titles(const calls::TasksList::Reply& reply) {
    std::vector<std::string> found;
    for (const Task& task : reply.tasks) found.push_back(task.title);
    return found;
}
using Titles = std::vector<std::string>;

} // namespace

TEST_CASE("a task comes back as it was added") {
    Profile p;

    const auto id =
        must(p.s.tasks.add(p.by_ada, {"  Water the plants ", "Not the cactus.\nIt is fine.", Energy::xs, 5, today}, now)).id;

    const Task task = must(p.s.tasks.find(p.ada, id));
    CHECK(task.title == "Water the plants");
    CHECK(task.notes == "Not the cactus.\nIt is fine.");
    CHECK(task.energy == Energy::xs);
    CHECK(task.status == TaskStatus::open);
    CHECK(task.estimate_minutes == 5u);
    CHECK(task.due_day == today);
    CHECK_FALSE(task.completed_at);
    CHECK(task.created_at == now);
    CHECK(task.updated_at == now);
}

TEST_CASE("a task that breaks a rule is refused with the rule, and nothing is stored") {
    Profile p;
    struct Variant {
        calls::TasksAdd::Request request;
        Errc code;
        const char* part;
    };
    const Variant variants[] = {
        {{"", "", Energy::m, {}, {}}, Errc::invalid, "a task needs a title"},
        {{"   ", "", Energy::m, {}, {}}, Errc::invalid, "a task needs a title"},
        {{std::string(501, 'x'), "", Energy::m, {}, {}}, Errc::over_limit, "501"},
        {{"two\nlines", "", Energy::m, {}, {}}, Errc::invalid, "one line"},
        {{std::string("nul\0", 4), "", Energy::m, {}, {}}, Errc::invalid, "control character"},
        {{"\xC3\x28", "", Energy::m, {}, {}}, Errc::invalid, "UTF-8"},
        {{"ok", std::string(16 * 1024 + 1, 'x'), Energy::m, {}, {}}, Errc::over_limit, "notes"},
        {{"ok", "\xED\xA0\x80", Energy::m, {}, {}}, Errc::invalid, "UTF-8"},
        {{"ok", "", Energy::m, 600'000, {}}, Errc::invalid, "more than a year"},
    };
    for (const Variant& variant : variants) {
        const Error error = error_of(p.s.tasks.add(p.by_ada, variant.request, now));
        CHECK(error.code == variant.code);
        CHECK_MESSAGE(contains(error.message, variant.part), error.message);
    }
    CHECK(p.count("tasks") == 0);
    CHECK(p.count("operations") == 0);
}

TEST_CASE("a title may be as long as the cap, in any script") {
    Profile p;
    std::string title;
    while (title.size() + 3 <= max_title_bytes) title += "\u6C34"; // 3 bytes

    const auto id = must(p.s.tasks.add(p.by_ada, {title, {}, Energy::m, {}, {}}, now)).id;

    CHECK(must(p.s.tasks.find(p.ada, id)).title == title);
}

TEST_CASE("open tasks are listed by due day, those without one last, then done ones newest first") {
    Profile p;
    p.add_task("no day");
    p.add_task("later", Energy::m, today + 3);
    p.add_task("first today", Energy::m, today);
    p.add_task("second today", Energy::m, today);
    const auto old = p.add_task("done long ago");
    const auto fresh = p.add_task("done now");
    const auto gone = p.add_task("cancelled");
    must(p.s.tasks.update(p.by_ada, set_status(old, TaskStatus::done), now - 10 * hour));
    must(p.s.tasks.update(p.by_ada, set_status(fresh, TaskStatus::done), now));
    must(p.s.tasks.update(p.by_ada, set_status(gone, TaskStatus::cancelled), now));
    calls::TasksList::Request request;

    CHECK(titles(must(p.s.tasks.list(p.ada, request))) == Titles{"first today", "second today", "later", "no day"});

    request.include_done = true;
    CHECK(titles(must(p.s.tasks.list(p.ada, request))) ==
          Titles{"first today", "second today", "later", "no day", "done now", "done long ago"});

    request.done_since = now - hour;
    CHECK(titles(must(p.s.tasks.list(p.ada, request))) == Titles{"first today", "second today", "later", "no day", "done now"});

    request.due_until = today;
    CHECK(titles(must(p.s.tasks.list(p.ada, request))) == Titles{"first today", "second today"});
}

TEST_CASE("a list says how many there are beyond its limit") {
    Profile p;
    for (int i = 0; i < 5; ++i) p.add_task("open");
    const auto done = p.add_task("done");
    must(p.s.tasks.update(p.by_ada, set_status(done, TaskStatus::done), now));
    calls::TasksList::Request request;
    request.include_done = true;
    request.limit = 3;

    const auto reply = must(p.s.tasks.list(p.ada, request));

    CHECK(reply.tasks.size() == 3);
    CHECK(reply.total == 6);
}

TEST_CASE("a list never outgrows a message") {
    Profile p;
    for (int i = 0; i < 100; ++i)
        must(p.s.tasks.add(p.by_ada, {"big", std::string(max_notes_bytes, 'x'), Energy::m, {}, {}}, now));
    calls::TasksList::Request request;
    request.limit = 5000;

    const auto reply = must(p.s.tasks.list(p.ada, request));

    CHECK(reply.total == 100);
    CHECK(reply.tasks.size() > 40);
    CHECK(wire::encode(reply).size() < wire::max_message_bytes);
}

TEST_CASE("finishing a task sets when, opening it again clears that") {
    Profile p;
    const auto id = p.add_task("x");

    must(p.s.tasks.update(p.by_ada, set_status(id, TaskStatus::done), now + 1));
    CHECK(must(p.s.tasks.find(p.ada, id)).completed_at == now + 1);
    must(p.s.tasks.update(p.by_ada, set_status(id, TaskStatus::done), now + 2)); // done already: not done anew
    CHECK(must(p.s.tasks.find(p.ada, id)).completed_at == now + 1);
    must(p.s.tasks.update(p.by_ada, set_status(id, TaskStatus::open), now + 3));
    CHECK_FALSE(must(p.s.tasks.find(p.ada, id)).completed_at);
}

TEST_CASE("an update changes only what it names") {
    Profile p;
    const auto id = must(p.s.tasks.add(p.by_ada, {"a", "notes", Energy::l, 30, today}, now)).id;
    calls::TasksUpdate::Request request;
    request.id = id;
    request.title = "b";

    must(p.s.tasks.update(p.by_ada, request, now + 5));

    const Task task = must(p.s.tasks.find(p.ada, id));
    CHECK(task.title == "b");
    CHECK(task.notes == "notes");
    CHECK(task.energy == Energy::l);
    CHECK(task.estimate_minutes == 30u);
    CHECK(task.due_day == today);
    CHECK(task.updated_at == now + 5);
}

TEST_CASE("a refused update changes nothing") {
    Profile p;
    const auto id = p.add_task("a");
    calls::TasksUpdate::Request request;
    request.id = id;
    request.energy = Energy::xl;
    request.title = "";

    CHECK(error_of(p.s.tasks.update(p.by_ada, request, now)).message == "a task needs a title");
    CHECK(must(p.s.tasks.find(p.ada, id)).energy == Energy::m);
}

TEST_CASE("nobody sees, changes or removes another user's task") {
    Profile p;
    const auto id = p.add_task("Ada's");

    CHECK(must(p.s.tasks.list(p.bob, {})).tasks.empty());
    CHECK(must(p.s.tasks.list(p.bob, {})).total == 0);
    CHECK(error_of(p.s.tasks.find(p.bob, id)).code == Errc::not_found);
    CHECK(error_of(p.s.tasks.update(p.by_bob, set_status(id, TaskStatus::done), now)).code == Errc::not_found);
    CHECK(error_of(p.s.tasks.remove(p.by_bob, id, now)).code == Errc::not_found);
    CHECK(must(p.s.tasks.count_open(p.bob)) == 0);
    CHECK(must(p.s.tasks.find(p.ada, id)).status == TaskStatus::open);
}

TEST_CASE("the id of a removed task is not given to another") {
    Profile p;
    const auto id = p.add_task("a");
    must(p.s.tasks.remove(p.by_ada, id, now));

    CHECK(p.add_task("b") != id);
    CHECK(error_of(p.s.tasks.remove(p.by_ada, id, now)).code == Errc::not_found);
}

TEST_CASE("tasks are counted by energy, open and done") {
    Profile p;
    p.add_task("a", Energy::xs);
    p.add_task("b", Energy::xs);
    const auto big = p.add_task("c", Energy::xl);
    const auto done = p.add_task("d", Energy::s);
    must(p.s.tasks.update(p.by_ada, set_status(big, TaskStatus::in_progress), now));
    must(p.s.tasks.update(p.by_ada, set_status(done, TaskStatus::done), now));

    CHECK(must(p.s.tasks.count_open_by_energy(p.ada)) == std::array<std::uint32_t, 5>{2, 0, 0, 0, 1});
    CHECK(must(p.s.tasks.count_open(p.ada)) == 3);
    CHECK(must(p.s.tasks.count_done(p.ada, now)) == 1);
    CHECK(must(p.s.tasks.count_done(p.ada, now + 1)) == 0);
    CHECK(must(p.s.tasks.finished_since(p.ada, now)) == std::array<std::uint32_t, 5>{0, 1, 0, 0, 0});
}
