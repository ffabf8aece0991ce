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
    parts_.broker.handle_async<calls::ImportLook>([this](const Caller& caller, const calls::Nothing&,
                                                         const runtime::Responder<calls::ImportLook>& respond) {
        looked_at_.reset();
        const auto picked = [self = self_, user = caller.user, respond](Result<wire::Bytes> reply) {
            if (*self == nullptr) return respond(fail(Errc::cancelled, "the client is closing"));
            if (!reply) return respond(fail(std::move(reply.error())));
            const auto file = wire::decode<calls::FilesOpen::Reply>(*reply);
            if (!file) return respond(fail(file.error()));
            (*self)->look(user, *file, respond);
        };
        parts_.files.ask(caller, {"Import from a file", {"json", "csv", "txt"}}, runtime::Responder<calls::FilesOpen>(picked));
    });
    parts_.broker.handle<calls::ImportRun>([this](const Caller& caller, const calls::Nothing&) { return run(caller.user); });
}

void Transfer::look(UserId user, const calls::FilesOpen::Reply& picked, const runtime::Responder<calls::ImportLook>& respond) {
    const std::string_view content(reinterpret_cast<const char*>(picked.content.data()), picked.content.size());
    auto file = services::read_import(picked.name, content);
    if (!file) return respond(fail(std::move(file.error())));
    const auto now = parts_.clock.now_ms();
    auto tried = services::run_import(parts_.services, user, *file, services::ImportMode::dry_run, now,
                                      services::day_of(now, parts_.clock.utc_offset_s()));
    if (!tried) return respond(fail(std::move(tried.error())));
    looked_at_ = std::move(*file);
    respond(std::move(tried->done));
}

Result<calls::ImportRun::Reply> Transfer::run(UserId user) {
    if (!looked_at_) return fail(Errc::not_found, "no file was picked for an import");
    const auto file = std::move(*looked_at_);
    looked_at_.reset();
    const auto now = parts_.clock.now_ms();
    auto done = TRY(services::run_import(parts_.services, user, file, services::ImportMode::for_good, now,
                                         services::day_of(now, parts_.clock.utc_offset_s())));
    if (done.change != 0)
        for (const char* topic : {"tasks", "habits", "goals", "calendar"}) parts_.changed(user, topic);
    return done;
}

} // namespace asista::core
