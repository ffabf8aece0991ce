#include "core/crashes_over_log.hpp"

namespace asista::core {

static_assert(services::CrashLog::kept == runtime::kept_crash_reports);

Result<std::vector<runtime::CrashReport>> CrashesOverLog::load(std::string_view plugin) {
    std::vector<runtime::CrashReport> reports;
    for (auto& entry : TRY(log_.list(user_, plugin)))
        reports.push_back({entry.id, entry.at, std::move(entry.version), std::move(entry.sentence), std::move(entry.where),
                           std::move(entry.report)});
    return reports;
}

Result<void> CrashesOverLog::save(std::string_view plugin, const runtime::CrashReport& report) {
    return log_.save(user_, plugin, {report.id, report.at, report.version, report.sentence, report.where, report.report});
}

} // namespace asista::core
