#include "ui/audit_export.hpp"

#include "ui/toasts.hpp"
#include "ui/words.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>

namespace asista::ui {
namespace {

constexpr int most_names = 20;

// Where the export goes: among the documents, else the downloads, else whatever place comes first.
std::string export_folder(const calls::FilesList::Reply& reply) {
    for (const std::string_view wanted : {"Documents", "Downloads"})
        for (const auto& place : reply.places)
            if (place.title == wanted) return place.path;
    return reply.places.empty() ? reply.path : reply.places.front().path;
}

// Tries one name after the other until one is free.
void export_to(ClientCalls& calls, Toasts& toasts, const std::string& stem, int number) {
    const std::string path = number == 1 ? stem + ".jsonl" : fmt::format("{}-{}.jsonl", stem, number);
    calls.call<calls::AuditExport>({path}, [&calls, &toasts, stem, number, path](Result<calls::AuditExport::Reply> reply) {
        if (!reply && reply.error().code == Errc::busy && number < most_names) return export_to(calls, toasts, stem, number + 1);
        Toast toast;
        toast.icon = "file-text";
        toast.title = reply ? "The log is saved" : "The log was not saved";
        toast.body = reply ? fmt::format("{} in {}", words::count_of(reply->entries, "entry", "entries"), path)
                           : words::sentence(reply.error().message);
        toast.level = reply ? NotificationLevel::success : NotificationLevel::error;
        toasts.add_now(std::move(toast));
    });
}

} // namespace

void save_audit_log(Ui& ui) {
    const std::string name = fmt::format("asista-audit-{}", words::iso_day(ui.today()));
    ui.calls.call<calls::FilesList>({}, [calls = &ui.calls, toasts = &ui.toasts, name](Result<calls::FilesList::Reply> reply) {
        if (reply) return export_to(*calls, *toasts, export_folder(*reply) + "/" + name, 1);
        Toast toast;
        toast.title = "The log was not saved";
        toast.body = words::sentence(reply.error().message);
        toast.level = NotificationLevel::error;
        toasts->add_now(std::move(toast));
    });
}

} // namespace asista::ui
