/* asista.notifications/1: short messages to the user, shown as toasts and kept in the list of notifications. Needs the permission
 * "notifications:send". */
#ifndef ASISTA_EXT_NOTIFICATIONS_H
#define ASISTA_EXT_NOTIFICATIONS_H
#include "../plugin.h"
#ifdef __cplusplus
extern "C" {
#endif

#define ASISTA_EXT_NOTIFICATIONS "asista.notifications/1"

typedef uint32_t asista_notification_level;
enum { ASISTA_NOTIFY_INFO = 0, ASISTA_NOTIFY_SUCCESS = 1, ASISTA_NOTIFY_WARNING = 2, ASISTA_NOTIFY_ERROR = 3 };

typedef struct asista_notification {
    uint32_t struct_size;
    asista_notification_level level;
    asista_string title; /* not empty */
    asista_string body;  /* may be empty */
    asista_string icon;  /* Phosphor name; empty: the plugin's */
} asista_notification;

typedef struct asista_host_notifications {
    uint32_t struct_size;
    uint32_t reserved;
    /* Shows one. ASISTA_OVER_LIMIT: more than 30 an hour. On trial it is held until the build takes over. [frame] */
    asista_status (*show)(const asista_host* host, const asista_notification* notification);
} asista_host_notifications;

#ifdef __cplusplus
}
#endif
#endif
