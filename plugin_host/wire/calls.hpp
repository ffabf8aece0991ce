// Every message that client and plugin host may exchange: number, dotted name, the permission it needs, request and reply.
// Calls go from a caller (a plugin, or the client's own pages as the caller "user") to the broker. Orders go from the client to a
// host. The broker, the SDK's C tables, the developer page's form and the tests all read this list; nothing else defines a message.
//
// Adding one: a struct here, its name in the list at the end, one handler in client/core, one slot in the SDK, one test.
// Numbers are never reused and never change their meaning; fields are only appended.
#pragma once

#include "wire/calls/ai.hpp"
#include "wire/calls/backups.hpp"
#include "wire/calls/calendar.hpp"
#include "wire/calls/coach.hpp"
#include "wire/calls/data.hpp"
#include "wire/calls/develop.hpp"
#include "wire/calls/endpoint.hpp"
#include "wire/calls/goals.hpp"
#include "wire/calls/habits.hpp"
#include "wire/calls/history.hpp"
#include "wire/calls/inspect.hpp"
#include "wire/calls/orders.hpp"
#include "wire/calls/outside.hpp"
#include "wire/calls/profiles.hpp"
#include "wire/calls/record.hpp"
#include "wire/calls/search.hpp"
#include "wire/calls/services.hpp"
#include "wire/calls/settings.hpp"
#include "wire/calls/storage.hpp"
#include "wire/calls/tasks.hpp"
#include "wire/calls/transfer.hpp"
#include "wire/calls/trust.hpp"
#include "wire/calls/user.hpp"
#include "wire/calls/view.hpp"

#include <algorithm>
#include <array>

namespace asista::calls {

template <class... Ts> struct List {};

// Caller -> broker.
using AllCalls =
    List<LogWrite, RequestRedraw, StateChanged, OpenUrl, WidgetRegister, WidgetRemove, WidgetSetActions, PageRegister, PageRemove,
         PageOpen, CommandRegister, CommandRemove, MenuAdd, MenuRemove, MethodExport, StorageGet, StorageSet, StorageRemove,
         StorageKeys, StorageUsage, SettingsGet, SettingsSet, TasksList, TasksAdd, TasksUpdate, TasksRemove, HabitsList,
         HabitsAdd, HabitsMark, HabitsRemove, GoalsList, GoalsAdd, GoalsSetProgress, GoalsRemove, CalendarList, CalendarAdd,
         CalendarRemove, AiChat, AiCancel, AiResume, AiAnalyze, AiAnalyzeResume, VoiceRegister, VoiceRemove, VoiceSpeak,
         NotificationsShow, EventsPublish, EventsSubscribe, EventsUnsubscribe, ActivityLast, HttpFetch, HttpCancel, FilesOpen,
         FilesSave, PluginInstall, PluginUninstall, PluginSetEnabled, PluginSetGrants, PluginRestart, PluginRunCommand,
         PluginRunAction, PluginRunVoice, PluginCallMethod, PluginSetSettings, NotificationsMarkRead, PreferencesSet,
         PermissionsAnswer, PermissionsSet, AuditList, AuditExport, PluginAllowHost, PluginWait, PermissionsShown, SafeModeLeave,
         CulpritStart, CulpritAnswer, CulpritStop, FilesAnswer, FilesList, StorageBrowse, StoragePeek, StorageEdit, StorageErase,
         PluginRecord, DevelopReady, DevelopCheck, DevelopNew, DevelopDebug, DevelopWait, DevelopSanitize, UndoLast, RedoLast,
         UndoChange, UndoAllBy, ChangesList, ItemHistory, TasksPage, TasksGet, TasksCounts, TasksCreate, TasksEdit, TasksErase,
         TasksMove, ProjectsList, ProjectsAdd, ProjectsEdit, ProjectsRemove, TrackingStart, TrackingStop, TrackingNow,
         TrackingList, TasksParse, TasksQuickAdd, ThemesMake, ProfileFill, HabitsItems, HabitsCreate, HabitsEdit, HabitsRecord,
         HabitsErase, HabitsVacation, HabitsHistory, GoalsItems, GoalsCreate, GoalsEdit, GoalsErase, GoalsMilestone, GoalsLink,
         GoalsHistory, TasksIds, TasksDays, SearchFind, BackupsList, BackupsMake, BackupsPreview, BackupsRestore, CalendarRange,
         CalendarGet, CalendarCreate, CalendarEdit, CalendarErase, CalendarExport, CalendarImport, CalendarZones, DataExport,
         ImportLook, ImportRun, ProfilesCreate, ProfilesRename, ProfilesOpen, PassphraseSet, PassphraseChange, PassphraseRemove,
         ProfileUnlock, AiSettings, AiProviderSave, AiProviderRemove, AiChoose, AiProviderTest, AiProviderModels,
         AiProviderModelsAt, AiLedger, AiLedgerText, AiAnswerPreview, AiLedgerExport, ProfilesLook, ProfilesRemove, EndpointSet,
         EndpointToken, CoachList, CoachRead, CoachSend, CoachStop, CoachRetry, CoachChoose, CoachRename, CoachErase, CoachLook,
         CoachDecide>;
// Client -> host.
using AllOrders =
    List<Hello, LoadState, SaveState, Activate, Deactivate, SetTheme, SettingsChanged, RunCommand, RunAction, RunVoice, RunMethod,
         DeliverEvent, AiChunk, AiDone, GrantsChanged, CallWaits, Prepare, KeepJournal, TakeStep, LoadView, SaveView, ReportView>;
// Host -> client, of the host itself: the client's session takes them, and no plugin can call them.
using AllReports = List<StepBegins, StepEnded>;

// Calls that carry a file's or an HTTP body's content: their messages may be wire::max_content_message_bytes long, both ways.
inline constexpr std::array content_calls{HttpFetch::id, FilesOpen::id, FilesSave::id};
constexpr bool carries_content(CallId call) { return std::ranges::find(content_calls, call) != content_calls.end(); }

} // namespace asista::calls
