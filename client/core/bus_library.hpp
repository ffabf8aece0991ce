// libsystemd's D-Bus client (sd-bus), opened with the first notification that goes to the desktop.
#pragma once

#include "wire/late_library.hpp"

#include <systemd/sd-bus.h>

// What is used of it.
#define ASISTA_BUS_FUNCTIONS(each)                                                                                               \
    each(sd_bus_, call_async) each(sd_bus_, flush_close_unref) each(sd_bus_, get_events) each(sd_bus_, get_fd)                   \
        each(sd_bus_, get_timeout) each(sd_bus_, match_signal_async) each(sd_bus_, message_append)                               \
            each(sd_bus_, message_get_error) each(sd_bus_, message_new_method_call) each(sd_bus_, message_read)                  \
                each(sd_bus_, message_unref) each(sd_bus_, open_user) each(sd_bus_, process)

namespace asista::core {

ASISTA_LATE_LIBRARY(BusLibrary, ASISTA_BUS_FUNCTIONS)

} // namespace asista::core
