#include "ui/audit_export.hpp"

#include "ui/export_place.hpp"
#include "ui/toasts.hpp"
#include "ui/words.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>

namespace asista::ui {

std::string export_folder(const calls::FilesList::Reply& reply) {
    for (const std::string_view wanted : {"Documents", "Downloads"})
        for (const auto& place : reply.places)
            if (place.title == wanted) return place.path;
    return reply.places.empty() ? reply.path : reply.places.front().path;
}

void save_audit_log(Ui& ui) {
    export_to_documents<calls::AuditExport>(
        ui, fmt::format("asista-audit-{}", words::iso_day(ui.today())), ".jsonl",
        [toasts = &ui.toasts](const Result<calls::AuditExport::Reply>& reply, const std::string& path) {
            Toast toast;
            toast.icon = "file-text";
            toast.title = reply ? "The log is saved" : "The log was not saved";
            toast.body = reply ? fmt::format("{} in {}", words::count_of(reply->entries, "entry", "entries"), path)
                               : words::sentence(reply.error().message);
            toast.level = reply ? NotificationLevel::success : NotificationLevel::error;
            toasts->add_now(std::move(toast));
        });
}

} // namespace asista::ui
