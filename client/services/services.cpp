#include "services/services.hpp"

#include "services/backups.hpp"

#include <atomic>
#include <fstream>
#include <iterator>
#include <utility>

namespace asista::services {

Services::Services(store::Database opened)
    : db(std::move(opened)), operations(db), users(db), activity(db), tasks(db, operations), projects(db, operations),
      tracking(db, operations), habits(db, operations), goals(db, operations), calendar(db, operations), notifications(db),
      preferences(db, operations), plugin_storage(db), plugin_records(db, operations, plugin_storage), plugin_builds(db),
      marketplace(db), audit(db), crash_log(db), search(db) {}

namespace {

std::string cut_short_words(calls::ChangeKind kind) {
    switch (kind) {
    case calls::ChangeKind::change:
        return "An import was cut short when Asista ended, and what it had taken over until then was removed again: import the "
               "file once more.";
    case calls::ChangeKind::undo:
        return "An undo was cut short when Asista ended, and everything is as it was before it: undo it once more.";
    case calls::ChangeKind::redo:
        return "A redo was cut short when Asista ended, and everything is as it was before it: redo it once more.";
    }
    return {};
}

// A change that was made in bits and cut short is all or nothing.
Result<void> take_back_unfinished(Services& services) {
    for (const auto id : TRY(services.operations.unfinished(services.user.id))) {
        const auto change = TRY(services.operations.change(services.user.id, id));
        const auto taken_back = services.db.transaction([&]() -> Result<void> {
            while (!TRY(services.operations.take_back(services.user.id, id, Operations::kept))) {}
            return {};
        });
        if (!taken_back) return fail(taken_back.error());
        services.notice += (services.notice.empty() ? "" : " ") + cut_short_words(change.kind);
    }
    return {};
}

} // namespace

Result<std::unique_ptr<Services>> Services::open(const ServicesOptions& options) {
    const auto doing = [&options](std::string_view what) {
        if (options.doing) options.doing(what);
    };
    store::OpenOptions open{.now_ms = options.now};
    std::string no_backup;
    if (!options.backups.empty()) {
        TRY(Backups::finish_restore(options.database));
        // An update changes everything or nothing by itself, so a backup that cannot be made is no reason to keep people from their data.
        open.before_migration = [&](int) {
            doing("Making a backup of your data before it is brought up to date");
            const std::atomic<bool> never = false;
            const auto made =
                Backups(options.database, options.backups).make(calls::BackupReason::before_update, options.now, never);
            if (!made)
                no_backup = fmt::format("Your data was brought to a newer version without a backup: {}.", made.error().message);
            doing("Bringing your data up to date");
        };
    }
    doing("Opening your data");
    auto services = std::make_unique<Services>(TRY(store::Database::open(options.database, open)));
    services->notice = services->db.notice();
    if (!no_backup.empty()) services->notice += (services->notice.empty() ? "" : " ") + no_backup;
    services->user = TRY(services->users.first(options.user_name, options.now));
    TRY(take_back_unfinished(*services));
    if (!options.catalogue.empty()) {
        const auto loaded = [&]() -> Result<void> {
            const auto text = TRY(read_text_file(options.catalogue));
            return services->marketplace.load(text);
        }();
        if (!loaded) {
            if (!services->notice.empty()) services->notice += ' ';
            services->notice += fmt::format("The plugin catalogue was not updated: {}.", loaded.error().message);
        }
    }
    return services;
}

Result<std::string> read_text_file(const std::filesystem::path& file, std::size_t max_bytes) {
    std::ifstream in(file, std::ios::binary);
    if (!in) return fail_errno(fmt::format("open {}", file.string()));
    std::string text(std::istreambuf_iterator<char>(in), {});
    if (in.bad()) return fail(Errc::io, "{} could not be read", file.string());
    if (text.size() > max_bytes) return fail(Errc::over_limit, "{} has more than {} bytes", file.string(), max_bytes);
    return text;
}

} // namespace asista::services
