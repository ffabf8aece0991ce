#include "testing/services.hpp"

#include "services/ai/analysis.hpp"
#include "wire/calls/data.hpp"
#include "wire/calls/orders.hpp"
#include "wire/calls/services.hpp"
#include "wire/calls/storage.hpp"
#include "wire/calls/view.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace asista::testing {

namespace {
template <class T> Result<T> no_task(std::uint64_t id) { return fail(Errc::not_found, "there is no task {}", id); }
} // namespace

// One call: refused without its permission, else answered under the lock.
template <class Call, class Answer> void Services::on(tests::FakeClient& client, Answer answer) {
    client.on<Call>([this, answer](const typename Call::Request& request) -> Result<typename Call::Reply> {
        const std::lock_guard lock(mutex_);
        if (!Call::permission.empty() && !data_.granted.contains(std::string(Call::permission)))
            return fail(Errc::denied, "{} needs the permission {}, which was not granted", Call::name, Call::permission);
        return answer(data_, request);
    });
}

void Services::serve(tests::FakeClient& client) {
    serve_tasks(client);
    serve_storage(client);
    serve_surfaces(client);
    serve_person(client);
}

void Services::changed(tests::FakeClient& client, const std::string& event, const std::string& json) {
    if (with([&](const Data& data) { return data.subscriptions.contains(event); }))
        client.send_notice<calls::DeliverEvent>({event, json});
}

void Services::serve_tasks(tests::FakeClient& client) {
    // The notice goes out before the reply: the plugin hears of it once its call has returned.
    const auto tell = [&client](const Data& data) {
        if (data.subscriptions.contains("tasks/changed")) client.send_notice<calls::DeliverEvent>({"tasks/changed", "{}"});
    };
    on<calls::TasksList>(client, [](Data& data, const auto& request) -> Result<calls::TasksList::Reply> {
        calls::TasksList::Reply reply;
        for (const bool done : {false, true}) {
            for (const auto& task : data.tasks) {
                const bool is_done = task.status == asista::TaskStatus::done;
                if (is_done != done || (done && !request.include_done)) continue;
                if (done && request.done_since && task.completed_at.value_or(0) < *request.done_since) continue;
                if (request.due_until && (!task.due_day || *task.due_day > *request.due_until)) continue;
                ++reply.total;
                if (reply.tasks.size() < request.limit) reply.tasks.push_back(task);
            }
        }
        return reply;
    });
    on<calls::TasksAdd>(client, [tell](Data& data, const auto& request) -> Result<calls::TasksAdd::Reply> {
        if (request.title.empty()) return fail(Errc::invalid, "a task needs a title");
        asista::Task task;
        task.id = data.next_task++;
        task.title = request.title;
        task.notes = request.notes;
        task.energy = request.energy;
        task.estimate_minutes = request.estimate_minutes;
        task.due_day = request.due_day;
        task.created_at = task.updated_at = data.now;
        data.tasks.push_back(task);
        tell(data);
        return calls::TasksAdd::Reply{task.id};
    });
    on<calls::TasksUpdate>(client, [tell](Data& data, const auto& request) -> Result<calls::TasksUpdate::Reply> {
        const auto task = std::ranges::find(data.tasks, request.id, &asista::Task::id);
        if (task == data.tasks.end()) return no_task<calls::TasksUpdate::Reply>(request.id);
        if (request.title) task->title = *request.title;
        if (request.notes) task->notes = *request.notes;
        if (request.energy) task->energy = *request.energy;
        if (request.estimate_minutes) task->estimate_minutes = request.estimate_minutes;
        if (request.due_day) task->due_day = request.due_day;
        if (request.status) {
            task->status = *request.status;
            task->completed_at.reset();
            if (*request.status == asista::TaskStatus::done) task->completed_at = data.now;
        }
        task->updated_at = data.now;
        tell(data);
        return calls::TasksUpdate::Reply{};
    });
    on<calls::TasksRemove>(client, [tell](Data& data, const auto& request) -> Result<calls::TasksRemove::Reply> {
        if (std::erase_if(data.tasks, [&](const asista::Task& task) { return task.id == request.id; }) == 0)
            return no_task<calls::TasksRemove::Reply>(request.id);
        tell(data);
        return calls::TasksRemove::Reply{};
    });
}

void Services::serve_storage(tests::FakeClient& client) {
    on<calls::StorageGet>(client, [](Data& data, const auto& request) -> Result<calls::StorageGet::Reply> {
        const auto found = data.storage.find(request.key);
        if (found == data.storage.end()) return fail(Errc::not_found, "nothing is stored under {}", request.key);
        return calls::StorageGet::Reply{found->second};
    });
    on<calls::StorageSet>(client, [](Data& data, const auto& request) -> Result<calls::StorageSet::Reply> {
        if (!nlohmann::json::accept(request.json)) return fail(Errc::invalid, "the value of {} is no JSON", request.key);
        data.storage[request.key] = request.json;
        return calls::StorageSet::Reply{};
    });
    on<calls::StorageRemove>(client, [](Data& data, const auto& request) -> Result<calls::StorageRemove::Reply> {
        data.storage.erase(request.key);
        return calls::StorageRemove::Reply{};
    });
    on<calls::StorageKeys>(client, [](Data& data, const auto& request) -> Result<calls::StorageKeys::Reply> {
        calls::StorageKeys::Reply reply;
        for (const auto& [key, json] : data.storage)
            if (key.starts_with(request.prefix)) reply.keys.push_back(key);
        return reply;
    });
    on<calls::SettingsGet>(client, [](Data& data, const auto&) -> Result<calls::SettingsGet::Reply> {
        return calls::SettingsGet::Reply{data.settings_json};
    });
    on<calls::SettingsSet>(client, [](Data& data, const auto& request) -> Result<calls::SettingsSet::Reply> {
        auto all = nlohmann::json::parse(data.settings_json, nullptr, false);
        const auto change = nlohmann::json::parse(request.json, nullptr, false);
        if (!change.is_object()) return fail(Errc::invalid, "settings must be an object");
        all.update(change);
        data.settings_json = all.dump();
        return calls::SettingsSet::Reply{};
    });
}

void Services::serve_surfaces(tests::FakeClient& client) {
    on<calls::WidgetRegister>(client, [](Data& data, const auto& widget) -> Result<calls::WidgetRegister::Reply> {
        data.widgets.push_back({widget.id, widget.surface});
        return calls::WidgetRegister::Reply{};
    });
    on<calls::WidgetRemove>(client, [](Data& data, const auto& request) -> Result<calls::WidgetRemove::Reply> {
        std::erase_if(data.widgets, [&](const Widget& widget) { return widget.id == request.id; });
        return calls::WidgetRemove::Reply{};
    });
    on<calls::PageRegister>(client, [](Data& data, const auto& page) -> Result<calls::PageRegister::Reply> {
        data.pages.push_back({page.id, page.surface});
        return calls::PageRegister::Reply{};
    });
    on<calls::EventsSubscribe>(client, [](Data& data, const auto& request) -> Result<calls::EventsSubscribe::Reply> {
        data.subscriptions.insert(request.name);
        return calls::EventsSubscribe::Reply{};
    });
    on<calls::EventsUnsubscribe>(client, [](Data& data, const auto& request) -> Result<calls::EventsUnsubscribe::Reply> {
        data.subscriptions.erase(request.name);
        return calls::EventsUnsubscribe::Reply{};
    });
}

void Services::serve_person(tests::FakeClient& client) {
    on<calls::NotificationsShow>(client, [](Data& data, const auto& request) -> Result<calls::NotificationsShow::Reply> {
        data.notifications.push_back(request.title);
        return calls::NotificationsShow::Reply{};
    });
    on<calls::ActivityLast>(client, [](Data& data, const auto&) -> Result<calls::ActivityLast::Reply> {
        calls::ActivityLast::Reply reply;
        reply.last_activity_at = data.now;
        return reply;
    });
    on<calls::LogWrite>(client, [](Data& data, const auto& request) -> Result<calls::LogWrite::Reply> {
        data.log.push_back(request.text);
        return calls::LogWrite::Reply{};
    });
    // What follows a chat arrives once its call has returned, as notices do.
    on<calls::AiChat>(client, [&client](Data& data, const auto&) -> Result<calls::AiChat::Reply> {
        if (!data.coach) return fail(Errc::unavailable, "the coach cannot be reached");
        const auto stream = data.next_stream++;
        client.send_notice<calls::AiChunk>({stream, *data.coach});
        client.send_notice<calls::AiDone>({stream, 0, "", "test"});
        return calls::AiChat::Reply{stream};
    });
    on<calls::AiAnalyze>(client, [&client](Data& data, const auto& request) -> Result<calls::AiAnalyze::Reply> {
        const auto question = TRY(asista::services::ai::Analysis::make(request));
        if (!data.coach) return fail(Errc::unavailable, "the coach cannot be reached");
        const auto stream = data.next_stream++;
        const auto json = question.read(*data.coach);
        if (json) client.send_notice<calls::AiChunk>({stream, *json});
        const auto why = json ? std::string() : "the answer does not hold to the schema: " + json.error().message;
        client.send_notice<calls::AiDone>({stream, static_cast<std::int32_t>(json ? Errc::ok : Errc::invalid), why, "test"});
        return calls::AiAnalyze::Reply{stream};
    });
    on<calls::AiAnalyzeResume>(client, [](Data&, const auto& request) -> Result<calls::AiAnalyzeResume::Reply> {
        return fail(Errc::not_found, "there is no answer under the key \"{}\" to go on with", request.key);
    });
    // Here each answer ends before anything else happens.
    on<calls::AiResume>(client, [](Data&, const auto& request) -> Result<calls::AiResume::Reply> {
        return fail(Errc::not_found, "there is no answer under the key \"{}\" to go on with", request.key);
    });
}

} // namespace asista::testing
