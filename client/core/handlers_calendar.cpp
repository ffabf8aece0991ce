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

void bind_files(runtime::Broker& broker, const HandlerParts& parts) {
    broker.handle_async<CalendarImport>(
        [parts](const Caller& caller, const CalendarImport::Request& request, const Responder<CalendarImport>& respond) {
            const auto path = checked_path(request.path);
            if (!path) return respond(fail(path.error()));
            auto read = std::make_shared<Result<files::PickedFile>>(files::PickedFile{});
            beside(
                parts, [read, path = *path] { *read = files::read_picked(path, max_file_bytes); },
                [parts, caller, read, dry_run = request.dry_run, respond] {
                    if (!read->has_value()) return respond(fail(read->error()));
                    const auto& content = (**read).content;
                    const std::string_view text(reinterpret_cast<const char*>(content.data()), content.size());
                    auto done = parts.services.calendar.import_text(actor_of(caller), text, dry_run, parts.clock.now_ms());
                    if (!done) done = fail_in((**read).name, done.error());
                    if (done && done->change != 0) parts.changed(caller.user, "calendar");
                    respond(std::move(done));
                });
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
