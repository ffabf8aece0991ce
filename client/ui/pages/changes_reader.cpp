#include "ui/pages/changes_reader.hpp"

#include "ui/motion.hpp"
#include "ui/words.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace asista::ui {
namespace {
constexpr double fresh_s = 0.25; // how soon the newest are read again while something changes
} // namespace

void ChangesReader::open(std::string entity, std::string key) {
    entity_ = std::move(entity);
    key_ = std::move(key);
    version_ = version() + 1;
    log_ = std::make_shared<Log>();
}

void ChangesReader::follow(Ui& ui) {
    const bool changed = ui.snapshot.revision != seen_revision_;
    if (log_->asking || (log_->known && !changed) || (!log_->known && !log_->problem.empty())) return;
    if (log_->known && ui.frame.time_s - log_->asked_s < fresh_s) return ui.motion.keep_going(); // soon
    seen_revision_ = ui.snapshot.revision;
    // As many as there were: any of them may be undone by now.
    ask(ui, 0, std::clamp(static_cast<std::uint32_t>(std::min<std::size_t>(log_->entries.size(), largest)), smallest, largest));
}

void ChangesReader::read_on(Ui& ui, bool in_large_pieces) {
    if (log_->asking || !log_->more || !log_->problem.empty()) return;
    ask(ui, log_->entries.back().change.change, in_large_pieces ? largest : smallest);
}

void ChangesReader::ask(Ui& ui, std::uint64_t before, std::uint32_t most) {
    log_->asking = true;
    log_->asked_s = ui.frame.time_s;
    const std::weak_ptr<Log> weak = log_;
    if (of_one_thing()) {
        ui.calls.call<calls::ItemHistory>({entity_, key_, before, most},
                                          [weak, before, most](Result<calls::ItemHistory::Reply> reply) {
                                              const auto log = weak.lock();
                                              if (!log) return;
                                              if (!reply) return arrived(*log, fail(std::move(reply.error())), before, most);
                                              arrived(*log, std::move(reply->entries), before, most);
                                          });
        return;
    }
    ui.calls.call<calls::ChangesList>({before, most}, [weak, before, most](Result<calls::ChangesList::Reply> reply) {
        const auto log = weak.lock();
        if (!log) return;
        if (!reply) return arrived(*log, fail(std::move(reply.error())), before, most);
        std::vector<calls::HistoryEntry> read;
        for (auto& change : reply->changes) read.push_back({std::move(change), {}});
        arrived(*log, std::move(read), before, most);
    });
}

void ChangesReader::arrived(Log& log, Result<std::vector<calls::HistoryEntry>> read, std::uint64_t before, std::uint32_t most) {
    log.asking = false;
    log.known = log.known || read.has_value();
    log.problem = read ? std::string() : words::sentence(read.error().message);
    if (!read) return;
    ++log.arrivals;
    const bool all = read->size() < most;
    if (before != 0) {
        std::ranges::move(*read, std::back_inserter(log.entries));
        log.more = !all;
        return;
    }
    // The newest again: what is older stays, as long as nothing is missing between.
    const std::uint64_t oldest = read->empty() ? 0 : read->back().change.change;
    const bool joins = !all && !log.entries.empty() && log.entries.front().change.change >= oldest;
    const std::size_t newest = read->size();
    if (joins)
        std::ranges::copy_if(std::make_move_iterator(log.entries.begin()), std::make_move_iterator(log.entries.end()),
                             std::back_inserter(*read), [=](const auto& each) { return each.change.change < oldest; });
    if (read->size() == newest) log.more = !all;
    log.entries = std::move(*read);
}

} // namespace asista::ui
