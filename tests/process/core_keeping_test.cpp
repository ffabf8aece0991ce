// What keeps a person's data, through the whole core: found by words, backed up and put back, exported, and taken over from a file they picked.
#include "core_client.hpp"
#include "temp_dir.hpp"

#include "wire/calls/backups.hpp"
#include "wire/calls/history.hpp"
#include "wire/calls/search.hpp"
#include "wire/calls/tasks.hpp"
#include "wire/calls/transfer.hpp"
#include "wire/calls/trust.hpp"

using namespace asista;
using namespace asista::test;

namespace {

template <class T> T must(Result<T> result) {
    REQUIRE_MESSAGE(result.has_value(), result.error().message);
    return std::move(*result);
}

struct Kept {
    TempDir dir;

    // Each a start of the client on the same profile.
    std::unique_ptr<CoreClient> start() {
        for (const char* folder : {"profile", "plugins"}) std::filesystem::create_directories(dir / folder);
        auto client = std::make_unique<CoreClient>(dir / "profile", dir / "plugins", true);
        const bool open = client->until([](const ui::Snapshot&) { return true; });
        REQUIRE_MESSAGE(open, client->core().failure().value_or(Error{}).message);
        return client;
    }
};

std::uint64_t add(CoreClient& client, const std::string& title) {
    calls::TasksCreate::Request request;
    request.title = title;
    return must(client.call<calls::TasksCreate>(request)).id;
}
std::vector<std::string> titles(CoreClient& client) {
    std::vector<std::string> all;
    for (const auto& each : must(client.call<calls::TasksPage>({})).tasks) all.push_back(each.task.title);
    return all;
}
using Titles = std::vector<std::string>;

// Asks to import, and picks `file` in the picker that opens.
Result<calls::ImportSummary> look(CoreClient& client, const std::filesystem::path& file) {
    std::optional<Result<calls::ImportSummary>> seen;
    client.calls().call<calls::ImportLook>({}, [&](Result<calls::ImportSummary> reply) { seen = std::move(reply); });
    std::uint64_t question = 0;
    REQUIRE(client.until([&](const ui::Snapshot& now) {
        if (!now.file_questions.empty()) question = now.file_questions[0].id;
        return question != 0 || seen.has_value();
    }));
    REQUIRE(question != 0);
    must(client.call<calls::FilesAnswer>({question, file.string(), false}));
    REQUIRE(client.until([&](const ui::Snapshot& now) { return seen.has_value() && now.file_questions.empty(); }));
    return std::move(*seen);
}

} // namespace

TEST_CASE("what the person adds is found by its words at once") {
    Kept kept;
    const auto client = kept.start();
    const auto id = add(*client, "Call the landlord");

    const auto hits = must(client->call<calls::SearchFind>({"landl", 20})).hits;

    REQUIRE(hits.size() == 1);
    CHECK(hits[0].id == id);
}

TEST_CASE("a backup is put back by another start of the client") {
    Kept kept;
    {
        const auto client = kept.start();
        add(*client, "Then");
        const auto made = must(client->call<calls::BackupsMake>({}));
        CHECK(made.bytes > 0);
        add(*client, "Now");
        CHECK(must(client->call<calls::BackupsPreview>({made.name})).kinds.at(0).gone == 1);
        bool restart = false;
        client->on_item = [&](const core::InboxItem& item) {
            restart = restart || std::holds_alternative<core::RestartOrder>(item);
        };
        must(client->call<calls::BackupsRestore>({made.name}));
        REQUIRE(client->until([&](const ui::Snapshot&) { return restart; }));
        CHECK(titles(*client) == Titles{"Then", "Now"});
    }

    const auto client = kept.start();

    CHECK(titles(*client) == Titles{"Then"});
    const auto list = must(client->call<calls::BackupsList>({}));
    REQUIRE(list.backups.size() == 2);
    CHECK(list.problem.empty());
    CHECK_FALSE(client->call<calls::BackupsPreview>({"../asista.db"}));
}

TEST_CASE("a picked file is seen - taken over - and undone as one") {
    Kept kept;
    const auto client = kept.start();
    write_file(kept.dir / "list.csv", "title,project\nOne,Home\nTwo,Home\n");

    const auto seen = must(look(*client, kept.dir / "list.csv"));
    CHECK(seen.counts.at(0).added + seen.counts.at(1).added == 3);
    CHECK(titles(*client).empty());
    const auto done = must(client->call<calls::ImportRun>({}));
    CHECK(titles(*client) == Titles{"One", "Two"});
    CHECK_FALSE(client->call<calls::ImportRun>({})); // once

    must(client->call<calls::UndoChange>({done.change}));
    CHECK(titles(*client).empty());

    write_file(kept.dir / "list.csv", "not,a\nlist,of tasks\n");
    CHECK_FALSE(look(*client, kept.dir / "list.csv"));
}

TEST_CASE("others are answered while a large file is taken over and undone") {
    Kept kept;
    const auto client = kept.start();
    std::string list = "title,tags\n";
    for (int i = 0; i < 5'000; ++i) list += fmt::format("Task {},a\n", i);
    write_file(kept.dir / "list.csv", list);
    CHECK(must(look(*client, kept.dir / "list.csv")).counts.at(0).added == 5'000);

    std::optional<Result<calls::ImportRun::Reply>> done;
    client->calls().call<calls::ImportRun>({}, [&](Result<calls::ImportRun::Reply> reply) { done = std::move(reply); });
    int answered = 0;
    for (; !done; ++answered) {
        must(client->call<calls::TasksCounts>({}));
        CHECK_FALSE(client->call<calls::ImportRun>({})); // one at a time
        REQUIRE(answered < 100'000);
    }

    CHECK(answered > 5);
    REQUIRE(done->has_value());
    CHECK(must(client->call<calls::TasksCounts>({})).all == 5'000);

    std::optional<Result<calls::Undone>> undone;
    client->calls().call<calls::UndoChange>({(*done)->change}, [&](Result<calls::Undone> reply) { undone = std::move(reply); });
    for (answered = 0; !undone; ++answered) {
        must(client->call<calls::TasksCounts>({}));
        const auto another = client->call<calls::UndoLast>({});
        if (!undone) CHECK(another.error().code == Errc::busy);
        REQUIRE(answered < 100'000);
    }

    CHECK(answered > 5);
    REQUIRE(undone->has_value());
    CHECK((*undone)->sentence == "Undid: added 5000 tasks");
    CHECK(must(client->call<calls::TasksCounts>({})).all == 0);
}

TEST_CASE("an export is a new file and never another one") {
    Kept kept;
    const auto client = kept.start();
    add(*client, "Paint the fence");
    const auto path = (kept.dir / "all.json").string();

    CHECK(must(client->call<calls::DataExport>({path})).things >= 1);

    const auto text = read_file(path);
    CHECK(text.find("Paint the fence") != std::string::npos);
    CHECK(client->call<calls::DataExport>({path}).error().code == Errc::busy);
    CHECK(client->call<calls::DataExport>({"relative.json"}).error().code == Errc::invalid);
    CHECK(read_file(path) == text);
}
