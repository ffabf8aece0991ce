// The person's calls about the calendar: ranges, edits, and iCalendar files, which are read and written beside the core thread.
#include "core/handlers.hpp"
#include "services/files/picked_file.hpp"
#include "wire/calls/calendar.hpp"

#include <memory>

namespace asista::core {

using namespace calls;
using runtime::Caller;
using runtime::Responder;
namespace files = services::files;

namespace {

constexpr std::size_t max_file_bytes = 32u << 20;

// A file's path as the picker gives it.
Result<std::filesystem::path> checked_path(const std::string& text) {
    std::filesystem::path path(text);
    if (!path.is_absolute()) return fail(Errc::invalid, "\"{}\" is no whole path of a file", text);
    return path;
}

void beside(const HandlerParts& parts, std::function<void()> work, std::function<void()> done) {
    if (parts.beside) return parts.beside(std::move(work), std::move(done));
    work();
    done();
}

Result<services::IcalFile> read_calendar(const std::filesystem::path& path) {
    const auto picked = TRY(files::read_picked(path, max_file_bytes));
    const std::string_view text(reinterpret_cast<const char*>(picked.content.data()), picked.content.size());
    auto file = services::read_ical(text, services::Calendar::max_import);
    if (!file) return fail_in(picked.name, file.error());
    return file;
}

// In a copy of the data that is thrown away, beside the core thread.
void try_import(const HandlerParts& parts, const Caller& caller, const std::filesystem::path& path,
                const Responder<CalendarImport>& respond) {
    const auto tried = std::make_shared<Result<CalendarImport::Reply>>(CalendarImport::Reply{});
    const auto work = [tried, path, actor = actor_of(caller), now = parts.clock.now_ms(), database = parts.services.db.file(),
                       zone = parts.clock.zone(), offset = parts.clock.utc_offset_s()] {
        *tried = [&]() -> Result<CalendarImport::Reply> {
            auto file = TRY(read_calendar(path));
            services::Services scratch(TRY(store::Database::open_scratch(database)));
            scratch.calendar.set_own_zone(zone, offset);
            const auto import = scratch.calendar.begin_import(actor, std::move(file), now);
            TRY(import->go_on([] { return false; }));
            auto reply = import->reply();
            reply.change = 0;
            return reply;
        }();
    };
    beside(parts, work, [tried, respond] { respond(std::move(*tried)); });
}

void import(const HandlerParts& parts, const Caller& caller, const std::filesystem::path& path,
            const Responder<CalendarImport>& respond) {
    const auto read = std::make_shared<Result<services::IcalFile>>(services::IcalFile{});
    beside(
        parts, [read, path] { *read = read_calendar(path); },
        [parts, caller, read, respond] {
            if (!read->has_value()) return respond(fail(read->error()));
            auto& calendar = parts.services.calendar;
            calendar.set_own_zone(parts.clock.zone(), parts.clock.utc_offset_s());
            const std::shared_ptr<services::Calendar::Import> import =
                calendar.begin_import(actor_of(caller), std::move(**read), parts.clock.now_ms());
            go_in_bits(later_of(parts), parts.clock, import, [parts, caller, import, respond](Result<void> done) {
                if (!done) return respond(fail(std::move(done.error())));
                if (import->reply().change != 0) parts.changed(caller.user, "calendar");
                respond(import->reply());
            });
        });
}

void bind_files(runtime::Broker& broker, const HandlerParts& parts) {
    broker.handle_async<CalendarImport>(
        [parts](const Caller& caller, const CalendarImport::Request& request, const Responder<CalendarImport>& respond) {
            const auto path = checked_path(request.path);
            if (!path) return respond(fail(path.error()));
            request.dry_run ? try_import(parts, caller, *path, respond) : import(parts, caller, *path, respond);
        });
    broker.handle_async<CalendarExport>(
        [parts](const Caller& caller, const CalendarExport::Request& request, const Responder<CalendarExport>& respond) {
            const auto path = checked_path(request.path);
            if (!path) return respond(fail(path.error()));
            auto exported = parts.services.calendar.export_text(caller.user, parts.clock.now_ms());
            if (!exported) return respond(fail(exported.error()));
            auto written = std::make_shared<Result<std::string>>(std::string());
            const auto existing = request.replace ? files::Existing::replace : files::Existing::keep;
            const auto* const bytes = reinterpret_cast<const std::byte*>(exported->text.data());
            beside(
                parts,
                [written, path = *path, existing, content = wire::Bytes(bytes, bytes + exported->text.size())] {
                    *written = files::write_picked(path, content, existing);
                },
                [written, events = exported->events, respond] {
                    if (!written->has_value()) return respond(fail(written->error()));
                    respond(CalendarExport::Reply{**written, events});
                });
        });
}

} // namespace

void bind_calendar_handlers(runtime::Broker& broker, const HandlerParts& parts) {
    auto& calendar = parts.services.calendar;
    const auto& clock = parts.clock;
    const auto& changed = parts.changed;
    calendar.set_own_zone(clock.zone(), clock.utc_offset_s());

    // Whoever travels: the zone is looked at each time.
    broker.handle<CalendarRange>([&calendar, &clock](const Caller& caller, const CalendarRange::Request& request) {
        calendar.set_own_zone(clock.zone(), clock.utc_offset_s());
        return calendar.range(caller.user, request);
    });
    broker.handle<CalendarGet>(
        [&calendar](const Caller& caller, const CalendarGet::Request& request) { return calendar.get(caller.user, request); });
    broker.handle<CalendarZones>([&calendar](const Caller&, const Nothing&) { return calendar.zones(); });
    const auto tell = [changed](const Caller& caller, auto done) {
        if (done && done->change != 0) changed(caller.user, "calendar");
        return done;
    };
    broker.handle<CalendarCreate>([&calendar, &clock, tell](const Caller& caller, const CalendarCreate::Request& request) {
        return tell(caller, calendar.create(actor_of(caller), request, clock.now_ms()));
    });
    broker.handle<CalendarEdit>([&calendar, &clock, tell](const Caller& caller, const CalendarEdit::Request& request) {
        return tell(caller, calendar.edit(actor_of(caller), request, clock.now_ms()));
    });
    broker.handle<CalendarErase>([&calendar, &clock, tell](const Caller& caller, const CalendarErase::Request& request) {
        return tell(caller, calendar.erase(actor_of(caller), request, clock.now_ms()));
    });
    bind_files(broker, parts);
}

} // namespace asista::core
