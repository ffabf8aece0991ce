// How the host reads records of a plugin built against another revision of the headers.
#include "host_api_state.hpp"

#include <asista/imgui_key.hpp>

#include <doctest/doctest.h>

using namespace asista::host;
using asista::Errc;

TEST_CASE("a record from a newer sdk is read as far as this host knows it") {
    struct Newer {
        asista_notification known;
        std::uint64_t added;
    };
    Newer newer{};
    newer.known.struct_size = sizeof(Newer);
    newer.known.level = ASISTA_NOTIFY_WARNING;

    const auto read = record_of(&newer.known, "notification");

    REQUIRE(read);
    CHECK(read->level == ASISTA_NOTIFY_WARNING);
}

TEST_CASE("a record from an older sdk has zeros where it ends") {
    asista_notification older{};
    older.struct_size = offsetof(asista_notification, icon);
    older.icon = ASISTA_STR("rubbish behind its end");

    const auto read = record_of(&older, "notification", offsetof(asista_notification, icon));

    REQUIRE(read);
    CHECK(read->icon.size == 0);
}

TEST_CASE("a record that is missing or too small is refused") {
    asista_notification small{};
    small.struct_size = 8;

    CHECK(record_of<asista_notification>(nullptr, "notification").error().code == Errc::invalid);
    CHECK(record_of(&small, "notification").error().code == Errc::invalid);
}

TEST_CASE("arrays are walked by the size of their first record") {
    struct Newer {
        asista_ai_message known;
        std::uint64_t added;
    };
    Newer messages[2]{};
    messages[0].known.struct_size = messages[1].known.struct_size = sizeof(Newer);
    messages[1].known.role = ASISTA_AI_ASSISTANT;

    const auto second = record_at(&messages[0].known, 1, "message");

    REQUIRE(second);
    CHECK(second->role == ASISTA_AI_ASSISTANT);
}

TEST_CASE("strings and ids are checked before they are copied") {
    CHECK(text_of({nullptr, 5}, "text").error().code == Errc::invalid);
    CHECK(text_of({"abc", 3}, "text", 2).error().code == Errc::over_limit);
    CHECK(text_of({nullptr, 0}, "text").value().empty());
    CHECK(id_of(ASISTA_STR("quote-1.b_c"), "id").value() == "quote-1.b_c");
    CHECK(id_of(ASISTA_STR("getQuote"), "id", true).value() == "getQuote");
    CHECK(id_of(ASISTA_STR("getQuote"), "id").error().code == Errc::invalid);
    CHECK(id_of(ASISTA_STR(""), "id").error().code == Errc::invalid);
    CHECK(id_of(ASISTA_STR("a/b"), "id").error().code == Errc::invalid);
}

TEST_CASE("the imgui key names what shapes memory") {
    const std::string key = asista::imgui_key();

    CHECK(key.starts_with("imgui " + std::to_string(IMGUI_VERSION_NUM) + " docking io="));
    CHECK(key.ends_with(" vert=20 idx=2 wchar=4"));
}
