// The supervisor's store of crash reports, over the service that keeps them.
#pragma once

#include "runtime/crash_reports.hpp"
#include "services/crash_log.hpp"

namespace asista::core {

// [core]
class CrashesOverLog final : public runtime::CrashStore {
  public:
    CrashesOverLog(services::CrashLog& log, UserId user) : log_(log), user_(user) {}

    Result<std::vector<runtime::CrashReport>> load(std::string_view plugin) override;
    Result<void> save(std::string_view plugin, const runtime::CrashReport& report) override;
    Result<void> remove(std::string_view plugin) override { return log_.remove(user_, plugin); }
    Result<std::uint64_t> last_id() override { return log_.last_id(user_); }

  private:
    services::CrashLog& log_;
    UserId user_;
};

} // namespace asista::core
