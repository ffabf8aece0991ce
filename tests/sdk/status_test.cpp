// The status values of the C ABI and the error codes of the wire are the same numbers, by contract of both headers.
#include "wire/model.hpp"
#include "wire/result.hpp"

#include <asista/ext/all.h>

#include <doctest/doctest.h>

TEST_CASE("every error code of the wire is a status of the sdk") {
    struct Pair {
        asista::Errc code;
        asista_status status;
    };
    const Pair pairs[] = {
        {asista::Errc::ok, ASISTA_OK},
        {asista::Errc::invalid, ASISTA_INVALID},
        {asista::Errc::not_found, ASISTA_NOT_FOUND},
        {asista::Errc::denied, ASISTA_DENIED},
        {asista::Errc::unavailable, ASISTA_UNAVAILABLE},
        {asista::Errc::over_limit, ASISTA_OVER_LIMIT},
        {asista::Errc::busy, ASISTA_BUSY},
        {asista::Errc::timed_out, ASISTA_TIMED_OUT},
        {asista::Errc::cancelled, ASISTA_CANCELLED},
        {asista::Errc::io, ASISTA_IO},
        {asista::Errc::unsupported, ASISTA_UNSUPPORTED},
        {asista::Errc::internal, ASISTA_INTERNAL},
    };

    for (const auto& pair : pairs) CHECK(static_cast<asista_status>(pair.code) == pair.status);
}

TEST_CASE("enumerations of the model have the values of the sdk") {
    CHECK(static_cast<asista_energy>(asista::Energy::xs) == ASISTA_ENERGY_XS);
    CHECK(static_cast<asista_energy>(asista::Energy::xl) == ASISTA_ENERGY_XL);
    CHECK(static_cast<asista_task_status>(asista::TaskStatus::open) == ASISTA_TASK_OPEN);
    CHECK(static_cast<asista_task_status>(asista::TaskStatus::in_progress) == ASISTA_TASK_IN_PROGRESS);
    CHECK(static_cast<asista_task_status>(asista::TaskStatus::done) == ASISTA_TASK_DONE);
    CHECK(static_cast<asista_task_status>(asista::TaskStatus::cancelled) == ASISTA_TASK_CANCELLED);
    CHECK(static_cast<asista_notification_level>(asista::NotificationLevel::info) == ASISTA_NOTIFY_INFO);
    CHECK(static_cast<asista_notification_level>(asista::NotificationLevel::error) == ASISTA_NOTIFY_ERROR);
}
