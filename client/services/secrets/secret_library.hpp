// libsecret and what it stands on (GIO, GObject, GLib), opened with the first use of the keyring: it brings a dozen other libraries.
#pragma once

#include "wire/late_library.hpp"

#include <libsecret/secret.h>

// What is used of it. The loader looks for a name in the libraries that libsecret brings, too.
#define ASISTA_SECRET_FUNCTIONS(each)                                                                                            \
    each(secret_, collection_create_sync) each(secret_, collection_for_alias_sync) each(secret_, collection_get_locked)          \
        each(secret_, item_create_sync) each(secret_, item_delete_sync) each(secret_, item_get_locked)                           \
            each(secret_, item_get_secret) each(secret_, item_load_secret_sync) each(secret_, service_get_type)                  \
                each(secret_, service_search_sync) each(secret_, service_unlock) each(secret_, service_unlock_finish)            \
                    each(g_, main_context_new) each(g_, main_context_iteration) each(g_, main_context_unref)                     \
                        each(g_, main_context_wakeup) each(g_, main_context_push_thread_default)                                 \
                            each(g_, main_context_pop_thread_default) each(g_, object_ref) each(secret_, value_get)              \
                                each(secret_, value_new) each(secret_, value_unref) each(secret_, error_get_quark)               \
                                    each(g_, cancellable_cancel) each(g_, cancellable_new) each(g_, dbus_connection_close)       \
                                        each(g_, dbus_connection_is_closed) each(g_, dbus_connection_new_for_address_sync)       \
                                            each(g_, dbus_error_quark) each(g_, dbus_error_strip_remote_error)                   \
                                                each(g_, error_free) each(g_, hash_table_insert) each(g_, hash_table_new)        \
                                                    each(g_, hash_table_unref) each(g_, initable_new) each(g_, io_error_quark)   \
                                                        each(g_, list_free) each(g_, object_set) each(g_, object_unref)          \
                                                            each(g_, str_equal) each(g_, str_hash)                               \
                                                                each(g_, type_class_peek_parent) each(g_, type_register_static)

namespace asista::services {

ASISTA_LATE_LIBRARY(SecretLibrary, ASISTA_SECRET_FUNCTIONS)

} // namespace asista::services
