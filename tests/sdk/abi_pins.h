/* The sizes of every record and table of the C ABI, on the one platform there is (x86-64 Linux). A change here is a change of what
 * built plugins and hosts exchange: members may only be appended, and then the number grows. Included by a C11 and a C++17 file. */
#ifndef ASISTA_TESTS_ABI_PINS_H
#define ASISTA_TESTS_ABI_PINS_H

#include <asista/ext/all.h>

#define ASISTA_PINNED(pin)                                                                                                       \
    pin(asista_string, 16) pin(asista_sink, 16) pin(asista_bytes, 16) pin(asista_host, 104) pin(asista_plugin, 56)               \
        pin(asista_plugin_entry, 32) pin(asista_frame, 40) pin(asista_out_stream, 16) pin(asista_in_stream, 16) pin(             \
            asista_plugin_state, 24) pin(asista_host_state, 24) pin(asista_widget_action, 56) pin(asista_widget, 104)            \
            pin(asista_host_widgets, 32) pin(asista_page, 72) pin(asista_host_pages, 32) pin(asista_command, 72) pin(            \
                asista_host_commands, 24) pin(asista_menu_item, 72) pin(asista_host_menu, 24) pin(asista_storage_usage, 24)      \
                pin(asista_host_storage, 48) pin(asista_host_settings, 24) pin(asista_plugin_settings, 16) pin(asista_task, 88)  \
                    pin(asista_task_filter, 32) pin(asista_task_sink, 16) pin(asista_task_new, 56) pin(asista_task_change, 64)   \
                        pin(asista_host_tasks, 40) pin(asista_habit, 56) pin(asista_habit_sink, 16) pin(asista_host_habits, 40)  \
                            pin(asista_goal, 88) pin(asista_goal_new, 64) pin(asista_goal_sink, 16) pin(asista_host_goals, 40)   \
                                pin(asista_calendar_event, 64) pin(asista_calendar_sink, 16) pin(asista_host_calendar, 32)       \
                                    pin(asista_ai_message, 24) pin(asista_ai_request, 64)                                        \
                                        pin(asista_ai_analysis, 88) pin(asista_host_ai, 48) pin(asista_voice_command, 64)        \
                                            pin(asista_host_voice, 32) pin(asista_notification, 56)                              \
                                                pin(asista_host_notifications, 16) pin(asista_host_events, 32)                   \
                                                    pin(asista_host_timers, 24) pin(asista_method, 72)                           \
                                                        pin(asista_host_methods, 16) pin(asista_host_log, 16)                    \
                                                            pin(asista_theme, 80) pin(asista_host_ui, 80)                        \
                                                                pin(asista_plugin_ui, 16) pin(asista_host_activity, 16)          \
                                                                    pin(asista_http_header, 40) pin(asista_http_reply, 56)       \
                                                                        pin(asista_http_request, 88) pin(asista_host_http, 24)   \
                                                                            pin(asista_file_open, 48) pin(asista_file_save, 72)  \
                                                                                pin(asista_host_files, 24)                       \
                                                                                    pin(asista_host_permissions, 16)             \
                                                                                        pin(asista_plugin_permissions, 16)

#endif
