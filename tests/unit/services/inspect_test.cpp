// The person's calls of the developer page: what a plugin keeps is looked at and changed under its own rules, and that is written down.
#include "core/event_trail.hpp"
#include "core/handlers_inspect.hpp"

#include "support.hpp"

using namespace asista;
using namespace asista::test;
using namespace asista::calls;

namespace {

const std::string focus = "ai.asista.focus";

struct Desk {
    Profile p;
    runtime::FixedClock clock{now, 0};
    runtime::Broker broker{clock};
    core::Inspected known{"1.2.0", {}};
    std::vector<std::string> audit; // "plugin version action subject outcome"
    int changes = 0;
    runtime::Caller user;

    Desk() {
        user.user = p.ada;
        core::InspectParts parts{p.s, clock, {}, {}, {}};
        parts.plugin = [this](const std::string& id) {
            return id == focus ? std::optional<core::Inspected>(known) : std::nullopt;
        };
        parts.audit = [this](const runtime::AuditNote& note) {
            CHECK(note.outcome == AuditEntry::Outcome::decided);
            audit.push_back(fmt::format("{} {} {}: {}", note.plugin, note.version, note.action, note.subject));
        };
        parts.changed = [this] { ++changes; };
        core::bind_inspect_handlers(broker, std::move(parts));
    }
    template <class Call>
    Result<typename Call::Reply> call(const typename Call::Request& request, const runtime::Caller* caller = nullptr) {
        std::optional<Result<wire::Bytes>> answer;
        broker.dispatch(caller ? *caller : user, Call::id, wire::encode(request),
                        [&](Result<wire::Bytes> reply) { answer = std::move(reply); });
        REQUIRE(answer);
        if (!*answer) return fail(std::move(answer->error()));
        return wire::decode<typename Call::Reply>(**answer);
    }
    void keep(const std::string& key, const std::string& json) {
        must(p.s.plugin_storage.set(p.ada, focus, key, json, PluginStorage::default_quota_bytes, now));
    }
};

} // namespace

TEST_CASE("what a plugin keeps is listed with sizes and quota, and read value by value") {
    Desk desk;
    desk.keep("streak", "7");
    desk.keep("history", R"(["a", "b"])");

    const auto list = must(desk.call<StorageBrowse>({focus, ""}));

    REQUIRE(list.values.size() == 2);
    CHECK(list.values[0].key == "history");
    CHECK(list.values[0].bytes == 10);
    CHECK(list.values[1].key == "streak");
    CHECK_FALSE(list.more);
    CHECK(list.used_bytes == 7 + 10 + 6 + 1);
    CHECK(list.quota_bytes == PluginStorage::default_quota_bytes);
    CHECK(must(desk.call<StoragePeek>({focus, "streak"})).json == "7");
    CHECK(error_of(desk.call<StoragePeek>({focus, "nothing"})).code == Errc::not_found);
    CHECK(desk.audit.empty()); // the person may look as often as they like
    desk.known.granted.add(Permission::storage_unlimited);
    CHECK(must(desk.call<StorageBrowse>({focus, ""})).quota_bytes == 0);
}

TEST_CASE("many keys come in pages, none twice and none left out") {
    Desk desk;
    const std::size_t count = PluginStorage::max_listed + 7;
    for (std::size_t i = 0; i < count; ++i) desk.keep(fmt::format("key-{:05}", i), "1");

    const auto first = must(desk.call<StorageBrowse>({focus, ""}));
    REQUIRE(first.values.size() == PluginStorage::max_listed);
    CHECK(first.more);
    const auto second = must(desk.call<StorageBrowse>({focus, first.values.back().key}));

    CHECK(second.values.size() == 7);
    CHECK_FALSE(second.more);
    CHECK(second.values.front().key > first.values.back().key);
}

TEST_CASE("an edit has the plugin's rules and quota, and is in the audit log as the person's doing") {
    Desk desk;
    must(desk.call<StorageEdit>({focus, "streak", "8"}));
    CHECK(must(desk.p.s.plugin_storage.get(desk.p.ada, focus, "streak")) == "8");
    REQUIRE(desk.audit.size() == 1);
    CHECK(desk.audit[0] == "ai.asista.focus 1.2.0 storage edited: streak");

    CHECK(error_of(desk.call<StorageEdit>({focus, "streak", "{"})).code == Errc::invalid);
    CHECK(error_of(desk.call<StorageEdit>({focus, "", "1"})).code == Errc::invalid);
    const std::string huge = '"' + std::string(PluginStorage::default_quota_bytes, 'x') + '"';
    CHECK(desk.audit.size() == 1);
    CHECK(must(desk.p.s.plugin_storage.get(desk.p.ada, focus, "streak")) == "8");
    const std::string half = '"' + std::string(PluginStorage::default_quota_bytes / 2, 'x') + '"';
    must(desk.call<StorageEdit>({focus, "a", half}));
    CHECK(error_of(desk.call<StorageEdit>({focus, "b", half})).code == Errc::over_limit);
    CHECK(desk.changes == 2);

    must(desk.call<StorageErase>({focus, "a"}));
    CHECK(error_of(desk.p.s.plugin_storage.get(desk.p.ada, focus, "a")).code == Errc::not_found);
    CHECK(desk.audit.back() == "ai.asista.focus 1.2.0 storage erased: a");
}

TEST_CASE("neither another plugin nor one that is not installed can be reached this way") {
    Desk desk;
    desk.keep("streak", "7");
    runtime::Caller plugin = desk.user;
    plugin.kind = runtime::Caller::Kind::plugin;
    plugin.plugin = "ai.asista.journal";
    plugin.instance = 3;
    for (const auto& row : permission_table) plugin.granted.add(row.permission);

    CHECK(error_of(desk.call<StorageBrowse>({focus, ""}, &plugin)).code == Errc::denied);
    CHECK(error_of(desk.call<StoragePeek>({focus, "streak"}, &plugin)).code == Errc::denied);
    CHECK(error_of(desk.call<StorageEdit>({focus, "streak", "0"}, &plugin)).code == Errc::denied);
    CHECK(error_of(desk.call<StorageErase>({focus, "streak"}, &plugin)).code == Errc::denied);
    CHECK(must(desk.p.s.plugin_storage.get(desk.p.ada, focus, "streak")) == "7");

    CHECK(error_of(desk.call<StorageBrowse>({"org.example.gone", ""})).code == Errc::not_found);
    CHECK(error_of(desk.call<StorageEdit>({"org.example.gone", "k", "1"})).code == Errc::not_found);
    CHECK(desk.audit.empty());
}

TEST_CASE("the trail of events is bounded in number and length, and never cut within a character") {
    core::EventTrail trail;
    const std::vector<std::string> receivers{focus};
    const std::string long_json = '"' + std::string(core::EventTrail::most_json_bytes - 2, 'x') + "\u00FC\"";
    for (std::size_t i = 0; i < core::EventTrail::most + 5; ++i)
        trail.add(now + static_cast<InstantMs>(i), {focus, fmt::format("ai.asista.focus/{}", i), long_json, receivers});

    const auto views = trail.views();

    REQUIRE(views.size() == core::EventTrail::most);
    CHECK(views.front().name == "ai.asista.focus/5");
    CHECK(views.back().at == now + static_cast<InstantMs>(core::EventTrail::most) + 4);
    CHECK(views.back().receivers == receivers);
    CHECK(views.back().json == '"' + std::string(core::EventTrail::most_json_bytes - 2, 'x') + "…");
}
