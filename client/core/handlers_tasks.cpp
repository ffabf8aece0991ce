// The person's calls about tasks, projects and time tracking. All of it is of the topic "tasks".
#include "core/handlers.hpp"
#include "services/day.hpp"
#include "services/quick_add.hpp"

namespace asista::core {

using namespace calls;
using runtime::Caller;

namespace {

DayNumber today(const runtime::Clock& clock) { return services::day_of(clock.now_ms(), clock.utc_offset_s()); }

// What follows a call that may have changed tasks: the word of it, unless nothing is different.
class Teller {
  public:
    explicit Teller(const HandlerParts& parts) : changed_(parts.changed) {}
    template <class Reply> Result<Reply> operator()(const Caller& caller, Result<Reply> done) const {
        if (done && done->change != 0) changed_(caller.user, "tasks");
        return done;
    }

  private:
    std::function<void(UserId, std::string_view)> changed_;
};

void bind_lists(runtime::Broker& broker, const HandlerParts& parts) {
    auto& services = parts.services;
    const auto& clock = parts.clock;
    broker.handle<TasksPage>([&services, &clock](const Caller& caller, const TasksPage::Request& request) {
        return services.tasks.page(caller.user, request, today(clock));
    });
    broker.handle<TasksIds>([&services, &clock](const Caller& caller, const TasksIds::Request& request) {
        return services.tasks.ids(caller.user, request, today(clock));
    });
    broker.handle<TasksDays>([&services, &clock](const Caller& caller, const TasksDays::Request& request) {
        return services.tasks.days(caller.user, request, today(clock));
    });
    broker.handle<TasksGet>([&services](const Caller& caller, const TasksGet::Request& request) {
        return services.tasks.get(caller.user, request.id);
    });
    broker.handle<TasksCounts>(
        [&services, &clock](const Caller& caller, const Nothing&) { return services.tasks.counts(caller.user, today(clock)); });
    broker.handle<ProjectsList>([&services](const Caller& caller, const ProjectsList::Request& request) {
        return services.projects.list(caller.user, request);
    });
    broker.handle<TrackingNow>([&services](const Caller& caller, const Nothing&) -> Result<TrackingNow::Reply> {
        const auto running = TRY(services.tracking.running(caller.user));
        return TrackingNow::Reply{running, running ? services.tracking.left_at() : std::nullopt};
    });
    broker.handle<TrackingList>([&services](const Caller& caller, const TrackingList::Request& request) {
        return services.tracking.list(caller.user, request);
    });
}

// The line as a task. Weeks begin on Monday and 5/6 is the fifth of June until there is a setting for either.
Result<services::QuickAdd> parse(services::Services& services, const runtime::Clock& clock, UserId user,
                                 const std::string& text) {
    std::vector<services::QuickProject> projects;
    for (auto& project : TRY(services.projects.list(user, {})).projects)
        projects.push_back({project.id, std::move(project.name)});
    services::QuickContext context;
    context.today = today(clock);
    context.minute = static_cast<int>((clock.now_ms() - services::start_of(context.today, clock.utc_offset_s())) / 60'000);
    context.projects = projects;
    return services::parse_quick_add(text, context);
}

TasksCreate::Request as_request(services::QuickAdd&& line, Energy otherwise) {
    TasksCreate::Request task;
    task.title = std::move(line.title);
    task.energy = line.energy.value_or(otherwise);
    task.estimate_minutes = line.estimate_minutes;
    task.due_day = line.due_day;
    task.due_minute = line.due_minute;
    task.start_day = line.start_day;
    task.recurrence = std::move(line.recurrence);
    task.project = line.project;
    task.tags = std::move(line.tags);
    return task;
}

void bind_quick_add(runtime::Broker& broker, const HandlerParts& parts) {
    auto& services = parts.services;
    const auto& clock = parts.clock;
    const Teller tell(parts);
    broker.handle<TasksParse>(
        [&services, &clock](const Caller& caller, const TasksParse::Request& request) -> Result<TasksParse::Reply> {
            auto line = TRY(parse(services, clock, caller.user, request.text));
            TasksParse::Reply reply;
            // The two enumerations are one list in two layers.
            for (const auto& span : line.spans)
                reply.spans.push_back({span.begin, span.end, static_cast<TextSpan::Kind>(span.kind)});
            reply.task = as_request(std::move(line), Energy::m);
            return reply;
        });
    broker.handle<TasksQuickAdd>(
        [&services, &clock, tell](const Caller& caller, const TasksQuickAdd::Request& request) -> Result<TasksQuickAdd::Reply> {
            auto task = as_request(TRY(parse(services, clock, caller.user, request.text)), request.energy);
            // A line of nothing but a day or a tag ("Tomorrow") is a title after all.
            if (task.title.empty()) {
                task = {};
                task.title = request.text;
                task.energy = request.energy;
            }
            if (!task.due_day && !task.start_day) task.due_day = request.due_day;
            if (task.project == 0) task.project = request.project;
            return tell(caller, services.tasks.create(actor_of(caller), task, clock.now_ms()));
        });
}

void bind_edits(runtime::Broker& broker, const HandlerParts& parts) {
    auto& services = parts.services;
    const auto& clock = parts.clock;
    const Teller tell(parts);
    broker.handle<TasksCreate>([&services, &clock, tell](const Caller& caller, const TasksCreate::Request& request) {
        return tell(caller, services.tasks.create(actor_of(caller), request, clock.now_ms()));
    });
    broker.handle<TasksEdit>(
        [&services, &clock, tell](const Caller& caller, const TasksEdit::Request& request) -> Result<Changed> {
            const auto changed = TRY(services.tasks.edit(actor_of(caller), request, clock.now_ms(), today(clock)));
            if (request.status == TaskStatus::done) TRY(services.activity.touch(caller.user, clock.now_ms()));
            return tell(caller, Result<Changed>(changed));
        });
    broker.handle<TasksErase>([&services, &clock, tell](const Caller& caller, const TasksErase::Request& request) {
        return tell(caller, services.tasks.erase(actor_of(caller), request, clock.now_ms()));
    });
    broker.handle<TasksMove>([&services, &clock, tell](const Caller& caller, const TasksMove::Request& request) {
        return tell(caller, services.tasks.move(actor_of(caller), request, clock.now_ms()));
    });
    broker.handle<ProjectsAdd>([&services, &clock, tell](const Caller& caller, const ProjectsAdd::Request& request) {
        return tell(caller, services.projects.add(actor_of(caller), request, clock.now_ms()));
    });
    broker.handle<ProjectsEdit>([&services, &clock, tell](const Caller& caller, const ProjectsEdit::Request& request) {
        return tell(caller, services.projects.edit(actor_of(caller), request, clock.now_ms()));
    });
    broker.handle<ProjectsRemove>([&services, &clock, tell](const Caller& caller, const ProjectsRemove::Request& request) {
        return tell(caller, services.projects.remove(actor_of(caller), request.id, clock.now_ms()));
    });
    broker.handle<TrackingStart>([&services, &clock, tell](const Caller& caller, const TrackingStart::Request& request) {
        return tell(caller, services.tracking.start(actor_of(caller), request.task, clock.now_ms()));
    });
    broker.handle<TrackingStop>([&services, &clock, tell](const Caller& caller, const TrackingStop::Request& request) {
        return tell(caller, services.tracking.stop(actor_of(caller), request.at, clock.now_ms()));
    });
}

} // namespace

void bind_task_handlers(runtime::Broker& broker, const HandlerParts& parts) {
    bind_lists(broker, parts);
    bind_edits(broker, parts);
    bind_quick_add(broker, parts);
}

} // namespace asista::core
