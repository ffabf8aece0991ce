#include "runtime/limits.hpp"

#include "wire/calls/data.hpp"
#include "wire/calls/outside.hpp"
#include "wire/calls/services.hpp"
#include "wire/calls/storage.hpp"
#include "wire/calls/view.hpp"

namespace asista::runtime {

std::vector<KindLimit> default_kinds() {
    using namespace calls;
    return {
        {"events", {EventsPublish::id}, 50, 200},
        {"writes to its storage", {StorageSet::id, StorageRemove::id, SettingsSet::id}, 1'000, 5'000},
        {"changes of your data",
         {TasksAdd::id, TasksUpdate::id, TasksRemove::id, HabitsAdd::id, HabitsMark::id, HabitsRemove::id, GoalsAdd::id,
          GoalsSetProgress::id, GoalsRemove::id, CalendarAdd::id, CalendarRemove::id},
         100,
         500},
        {"fetches", {HttpFetch::id}, 10, 40, 4},
        {"questions to the coach", {AiChat::id, AiAnalyze::id}, 2, 20},
        {"files", {FilesOpen::id, FilesSave::id}, 1, 5, 1},
        {"notifications", {NotificationsShow::id, VoiceSpeak::id}, 5, 40},
        {"addresses to open", {OpenUrl::id}, 1, 5},
    };
}

} // namespace asista::runtime
