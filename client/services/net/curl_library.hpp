// libcurl, opened with the first request: it brings three dozen other libraries, which a start without requests does not pay for.
#pragma once

#include "wire/late_library.hpp"

#include <curl/curl.h>

// What is used of it.
#define ASISTA_CURL_FUNCTIONS(each)                                                                                              \
    each(curl_, easy_cleanup) each(curl_, easy_getinfo) each(curl_, easy_init) each(curl_, easy_setopt)                          \
        each(curl_, easy_strerror) each(curl_, free) each(curl_, global_init) each(curl_, multi_add_handle)                      \
            each(curl_, multi_cleanup) each(curl_, multi_info_read) each(curl_, multi_init) each(curl_, multi_perform)           \
                each(curl_, multi_poll) each(curl_, multi_remove_handle) each(curl_, multi_setopt) each(curl_, multi_wakeup)     \
                    each(curl_, slist_append) each(curl_, slist_free_all) each(curl_, url) each(curl_, url_cleanup)              \
                        each(curl_, url_get) each(curl_, url_set) each(curl_, url_strerror)

namespace asista::services::net {

ASISTA_LATE_LIBRARY(CurlLibrary, ASISTA_CURL_FUNCTIONS)

// Opens and starts it at the first call, which takes some milliseconds; the same answer at every later one. Errc::unavailable when it is
// not installed. [any]
const Result<CurlLibrary>& curl_library();

// For code that only runs once curl_library() was there. [any]
const CurlLibrary& curl();

} // namespace asista::services::net
