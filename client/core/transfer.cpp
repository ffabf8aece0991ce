#include "core/transfer.hpp"

#include "services/day.hpp"
#include "services/export.hpp"
#include "wire/calls/transfer.hpp"

#include <utility>

namespace asista::core {

using runtime::Caller;

Transfer::Transfer(Parts parts)
    : parts_(std::move(parts)), thread_([&loop = parts_.loop](std::function<void()> work) { loop.post(std::move(work)); }) {
    bind_export();
    bind_import();
}

void Transfer::bind_export() {
    parts_.broker.handle_async<calls::DataExport>([this](const Caller& caller, const calls::DataExport::Request& request,
                                                         const runtime::Responder<calls::DataExport>& respond) {
        thread_.run(
            [database = parts_.database, path = std::filesystem::path(request.path), user = caller.user,
             now = parts_.clock.now_ms()]() -> Result<calls::DataExport::Reply> {
                auto db = TRY(store::Database::open_read_only(database));
                return services::export_all(db, user, path, now);
            },
            [respond](Result<calls::DataExport::Reply> reply) { respond(std::move(reply)); });
    });
}

void Transfer::bind_import() {
    parts_.broker.handle_async<calls::ImportLook>(
        [this](const Caller& caller, const calls::Nothing&, const runtime::Responder<calls::ImportLook>& respond) {
            looked_at_.reset();
            const auto picked = [self = self_, user = caller.user, respond](Result<wire::Bytes> reply) {
                if (*self == nullptr) return respond(fail(Errc::cancelled, "the client is closing"));
                if (!reply) return respond(fail(std::move(reply.error())));
                auto file = wire::decode<calls::FilesOpen::Reply>(*reply);
                if (!file) return respond(fail(file.error()));
                (*self)->look(user, std::move(*file), respond);
            };
            parts_.files.ask(caller, {"Import from a file", {"json", "csv", "txt", "db"}},
                             runtime::Responder<calls::FilesOpen>(picked));
        });
    parts_.broker.handle_async<calls::ImportRun>(
        [this](const Caller& caller, const calls::Nothing&, const runtime::Responder<calls::ImportRun>& respond) {
            run(caller.user, respond);
        });
}

void Transfer::look(UserId user, calls::FilesOpen::Reply picked, const runtime::Responder<calls::ImportLook>& respond) {
    struct Seen {
        services::ImportFile file;
        calls::ImportSummary summary;
    };
    const auto now = parts_.clock.now_ms();
    const auto offset = parts_.clock.utc_offset_s();
    thread_.run(
        [database = parts_.database, picked = std::move(picked), zone = parts_.clock.zone(), user, now,
         offset]() -> Result<Seen> {
            const std::string_view content(reinterpret_cast<const char*>(picked.content.data()), picked.content.size());
            Seen seen{TRY(services::read_import(picked.name, content)), {}};
            services::Services scratch(TRY(store::Database::open_scratch(database)));
            scratch.calendar.set_own_zone(zone, offset);
            seen.summary = TRY(services::run_import(scratch, user, seen.file, services::ImportMode::for_good, now,
                                                    services::day_of(now, offset)))
                               .done;
            return seen;
        },
        [this, respond](Result<Seen> seen) {
            if (!seen) return respond(fail(std::move(seen.error())));
            looked_at_ = std::move(seen->file);
            respond(std::move(seen->summary));
        });
}

void Transfer::run(UserId user, const runtime::Responder<calls::ImportRun>& respond) {
    if (importing_) return respond(fail(Errc::busy, "a file is being imported already; wait until it is done"));
    if (!looked_at_) return respond(fail(Errc::not_found, "no file was picked for an import"));
    const auto now = parts_.clock.now_ms();
    // Of the whole import, though it may go on for some seconds.
    parts_.services.calendar.set_own_zone(parts_.clock.zone(), parts_.clock.utc_offset_s());
    const auto import = std::make_shared<services::ImportUnderWay>(parts_.services, user, std::move(*looked_at_), now,
                                                                   services::day_of(now, parts_.clock.utc_offset_s()));
    looked_at_.reset();
    importing_ = true;
    go_in_bits(parts_.later, parts_.clock, import, [this, import, user, respond](Result<void> done) {
        importing_ = false;
        if (!done) return respond(fail(std::move(done.error())));
        auto reply = import->reply();
        if (reply.change != 0)
            for (const char* topic : {"tasks", "habits", "goals", "calendar"}) parts_.changed(user, topic);
        respond(std::move(reply));
    });
}

} // namespace asista::core
