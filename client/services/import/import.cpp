#include "services/import/import.hpp"

#include "services/import/taking.hpp"

#include <utility>

namespace asista::services {
namespace {

constexpr std::size_t taken_back_at_once = 100; // operations: some ten milliseconds

} // namespace

std::size_t ImportFile::things() const {
    std::size_t count = projects.size() + tasks.size() + habits.size() + rows.size() + conversations.size();
    for (const auto& each : tasks) count += each.tracked.size();
    return count;
}

ImportUnderWay::ImportUnderWay(Services& services, UserId user, ImportFile file, InstantMs now, DayNumber today)
    : services_(services), file_(std::move(file)), change_{Actor{user, {}, Author::import}, now, import_call},
      report_(std::make_unique<ImportReport>(file_)) {
    const ImportParts parts{services_, change_.actor, file_, now, today, *report_};
    takings_.push_back(take_tasks(parts));
    takings_.push_back(take_habits(parts));
    takings_.push_back(take_rows(parts));
    takings_.push_back(take_conversations(parts));
}

ImportUnderWay::~ImportUnderWay() = default;

Result<bool> ImportUnderWay::go_on(const std::function<bool()>& enough) {
    return services_.operations.go_on(change_, [&]() -> Result<bool> {
        while (taking_ < takings_.size()) {
            Taking& taking = *takings_[taking_];
            if (!begun_ && taking.size() > 0) {
                begun_ = TRY(taking.begin());
            } else if (next_ < taking.size()) {
                TRY(taking.take(next_++));
            } else {
                ++taking_;
                next_ = 0;
                begun_ = false;
            }
            if (enough()) return false;
        }
        TRY(services_.operations.finish());
        return true;
    });
}

Result<bool> ImportUnderWay::take_back() {
    return services_.operations.take_back(change_.actor.user, change_.id, taken_back_at_once);
}

calls::ImportRun::Reply ImportUnderWay::reply() const { return {report_->summary, static_cast<std::uint64_t>(change_.id)}; }

Result<calls::ImportRun::Reply> run_import(Services& services, UserId user, const ImportFile& file, ImportMode mode,
                                           InstantMs now, DayNumber today) {
    ImportUnderWay import(services, user, file, now, today);
    bool tried = false;
    const auto done = services.db.transaction([&]() -> Result<void> {
        TRY(import.go_on([] { return false; }));
        tried = mode == ImportMode::dry_run;
        if (tried) return fail(Errc::cancelled, "only tried");
        return {};
    });
    if (!done && !tried) return fail(done.error());
    auto reply = import.reply();
    if (tried) reply.change = 0;
    return reply;
}

} // namespace asista::services
