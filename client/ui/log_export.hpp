// Saves a log as a file of lines among the person's documents, under a name that is free, and says where it went. [main]
#pragma once

#include "ui/export_place.hpp"
#include "ui/toasts.hpp"
#include "ui/words.hpp"
#include "wire/calls/ai.hpp"

#include <string>
#include <string_view>
#include <utility>

namespace asista::ui {

// `what`: "log", as it is called in the sentence that follows. The call's reply has `entries`.
template <class Call>
void save_as_lines(Ui& ui, std::string_view name, std::string_view what, const char* one, const char* many) {
    export_to_documents<Call>(ui, fmt::format("{}-{}", name, words::iso_day(ui.today())), ".jsonl",
                              [toasts = &ui.toasts, what = std::string(what), one,
                               many](const Result<typename Call::Reply>& reply, const std::string& path) {
                                  Toast toast;
                                  toast.icon = "file-text";
                                  toast.title = fmt::format("The {} {}", what, reply ? "is saved" : "was not saved");
                                  toast.body = reply ? fmt::format("{} in {}", words::count_of(reply->entries, one, many), path)
                                                     : words::sentence(reply.error().message);
                                  toast.level = reply ? NotificationLevel::success : NotificationLevel::error;
                                  toasts->add_now(std::move(toast));
                              });
}

inline void save_audit_log(Ui& ui) { save_as_lines<calls::AuditExport>(ui, "asista-audit", "log", "entry", "entries"); }

} // namespace asista::ui
