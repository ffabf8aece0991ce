#include "ui/pages/task_reader.hpp"

#include "ui/task_words.hpp"
#include "ui/words.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace asista::ui {
namespace {

using calls::TaskView;

std::uint64_t total_of(const TaskListing& listing) {
    switch (listing.view.view) {
    case TaskView::today: return listing.counts.today;
    case TaskView::upcoming: return listing.counts.upcoming;
    case TaskView::all: return listing.counts.all;
    case TaskView::done: return listing.counts.done;
    case TaskView::project: {
        const auto* const project = listing.project(listing.view.of);
        return project ? project->open : 0;
    }
    case TaskView::tag: {
        const auto found = std::ranges::find(listing.counts.tags, listing.view.tag, &calls::TagCount::name);
        return found == listing.counts.tags.end() ? 0 : found->open;
    }
    case TaskView::subtasks: break;
    }
    return 0;
}

struct Range {
    std::uint64_t first = 0, last = 0;
};
Range visible(const TaskListing& listing, double top, double height) {
    return {listing.index_at(top), listing.index_at(top + height)};
}
// What has to be there before a newer state is shown: further down, also a piece each way, since rows that came or went above move
// those that are to stay where they are.
Range needed(const TaskListing& listing, double top, double height) {
    top = std::min(top, std::max(listing.height - height, 0.0));
    Range range = visible(listing, top, height);
    if (top <= 0) return range;
    return {range.first - std::min<std::uint64_t>(range.first, PiecePlan::rows), range.last + PiecePlan::rows};
}

bool complete(const TaskListing& listing, double top, double height) {
    if (!listing.problem.empty()) return true;
    if (!listing.ready) return false;
    const auto [first, last] = needed(listing, top, height);
    const std::uint64_t rows = listing.total - listing.finished.size();
    for (std::uint64_t piece = first / PiecePlan::rows; piece * PiecePlan::rows < rows && piece * PiecePlan::rows <= last;
         ++piece)
        if (!listing.rows.plan.has(piece)) return false;
    return true;
}

} // namespace

const calls::Project* TaskListing::project(std::uint64_t id) const {
    const auto found = std::ranges::find(projects, id, &calls::Project::id);
    return found == projects.end() ? nullptr : &*found;
}

const calls::TaskItem* TaskListing::at(std::uint64_t index) const {
    const std::uint64_t rows_of_list = total - finished.size();
    if (index < rows_of_list) return rows.at(index);
    return index < total ? &finished[static_cast<std::size_t>(index - rows_of_list)] : nullptr;
}

const TaskSection* TaskListing::section_of(std::uint64_t index) const {
    const auto behind = std::ranges::upper_bound(sections, index, {}, &TaskSection::first);
    if (behind == sections.begin() || index >= total) return nullptr;
    return &*std::prev(behind);
}

double TaskListing::top_of(std::uint64_t index) const {
    const auto* const section = section_of(index);
    if (!section) return height;
    return section->top + (section->title.empty() ? 0 : task_layout::heading) + task_layout::padding +
           static_cast<double>(index - section->first) * task_layout::row;
}

std::uint64_t TaskListing::index_at(double place) const {
    const auto behind = std::ranges::upper_bound(sections, place, {}, &TaskSection::top);
    if (behind == sections.begin()) return 0;
    const TaskSection& section = *std::prev(behind);
    const double within = place - top_of(section.first);
    const auto row = static_cast<std::uint64_t>(std::max(within, 0.0) / task_layout::row);
    return section.first + std::min(row, section.count);
}

void TaskListing::lay_out(const Snapshot& snapshot) {
    sections.clear();
    const std::uint64_t listed = total_of(*this);
    rows.plan.set_total(listed);
    std::uint64_t first = 0;
    if (view.by_day()) {
        for (const auto& each : days_) {
            const std::uint64_t count = std::min<std::uint64_t>(each.open, listed - first);
            if (count == 0) break;
            const std::string title = words::day_heading(each.day, today, dates);
            if (!sections.empty() && each.day < today) { // all of what is overdue is one
                sections.back().count += count;
            } else {
                sections.push_back({title, first, count, each.day >= today ? std::optional(each.day) : std::nullopt});
            }
            first += count;
        }
        if (first < listed) sections.push_back({sections.empty() ? "Today" : "Later", first, listed - first, std::nullopt});
    } else if (listed > 0) {
        sections.push_back({{}, 0, listed, std::nullopt});
    }
    finished.clear();
    if (view.view == TaskView::today) {
        for (const auto& task : snapshot.tasks)
            if (task.status == TaskStatus::done && task.completed_at &&
                words::local_day(*task.completed_at, snapshot.utc_offset_s) == today) {
                calls::TaskItem item;
                item.task = task;
                finished.push_back(std::move(item));
            }
        if (!finished.empty()) sections.push_back({"Done today", listed, finished.size(), std::nullopt});
    }
    total = listed + finished.size();
    double top = 0;
    for (auto& section : sections) {
        section.top = top;
        top += (section.title.empty() ? 0 : task_layout::heading) + 2 * task_layout::padding +
               static_cast<double>(section.count) * task_layout::row + task_layout::gap;
    }
    height = top;
}

void TaskReader::begin(Ui& ui) {
    next_ = std::make_shared<TaskListing>();
    TaskListing& listing = *next_;
    listing.view = wanted_;
    listing.revision = ui.snapshot.tasks_revision;
    listing.today = ui.today();
    listing.dates = ui.dates();
    const std::weak_ptr<TaskListing> weak = next_;
    const auto ask = [&]<class Call>(const typename Call::Request& request, auto take) {
        ++listing.unanswered;
        ui.calls.call<Call>(request, [weak, take](Result<typename Call::Reply> reply) {
            const auto to = weak.lock();
            if (!to) return;
            --to->unanswered;
            if (reply)
                take(*to, std::move(*reply));
            else
                to->problem = reply.error().message;
        });
    };
    ask.operator()<calls::TasksCounts>({},
                                       [](TaskListing& to, calls::TasksCounts::Reply reply) { to.counts = std::move(reply); });
    ask.operator()<calls::ProjectsList>(
        {true}, [](TaskListing& to, calls::ProjectsList::Reply reply) { to.projects = std::move(reply.projects); });
    if (wanted_.by_day())
        ask.operator()<calls::TasksDays>(
            {wanted_.view}, [](TaskListing& to, calls::TasksDays::Reply reply) { to.days_ = std::move(reply.days); });
}

void TaskReader::read_piece(Ui& ui, const Listing& listing, double top, double height) {
    if (!listing->problem.empty()) return;
    Range range;
    if (listing->ready)
        range = listing == next_ ? needed(*listing, top, height) : visible(*listing, top, height);
    else if (top > 0 || listing->rows.plan.has(0))
        return; // where that is depends on the headings
    const auto wish = listing->rows.plan.wanted(range.first, range.last);
    if (!wish) return;
    listing->rows.plan.asked(wish->piece);
    const std::weak_ptr<TaskListing> weak = listing;
    ui.calls.call<calls::TasksPage>({.view = listing->view.view,
                                     .of = listing->view.of,
                                     .tag = listing->view.tag,
                                     .after = wish->after,
                                     .limit = wish->limit,
                                     .upwards = wish->upwards,
                                     .skip = wish->skip,
                                     .brief = true},
                                    [weak, piece = wish->piece](Result<calls::TasksPage::Reply> reply) {
                                        const auto to = weak.lock();
                                        if (!to) return;
                                        if (!reply) {
                                            to->rows.plan.failed();
                                            to->problem = reply.error().message;
                                            return;
                                        }
                                        to->rows.put(piece, std::move(reply->tasks), std::move(reply->previous),
                                                     std::move(reply->next));
                                    });
}

bool TaskReader::follow(Ui& ui, double top, double height) {
    const auto* const newest = next_ ? next_.get() : shown_.get();
    const bool other_view = !newest || newest->view != wanted_;
    // One that is being read is finished first: where tasks change all the time, something is shown all the same.
    const bool stale =
        newest && (newest->revision != ui.snapshot.tasks_revision || newest->today != ui.today() || newest->dates != ui.dates());
    if (other_view || (stale && !next_)) begin(ui);
    if (!next_) {
        read_piece(ui, shown_, top, height);
        return false;
    }
    if (shown_ && next_->view != shown_->view) top = 0;
    if (!next_->ready && next_->unanswered == 0) {
        next_->ready = true;
        if (next_->problem.empty()) next_->lay_out(ui.snapshot);
    }
    if (!complete(*next_, top, height)) {
        read_piece(ui, next_, top, height);
        return false;
    }
    shown_ = std::exchange(next_, nullptr);
    return true;
}

} // namespace asista::ui
