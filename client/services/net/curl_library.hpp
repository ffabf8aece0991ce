// libcurl, opened with the first request: it brings three dozen other libraries, which a start without requests does not pay for.
#pragma once

#include "wire/late_library.hpp"

#include <curl/curl.h>

// What is used of it, without "curl_".
#define ASISTA_CURL_FUNCTIONS(each)                                                                                              \
    each(easy_cleanup) each(easy_getinfo) each(easy_init) each(easy_setopt) each(easy_strerror) each(free) each(global_init)     \
        each(multi_add_handle) each(multi_cleanup) each(multi_info_read) each(multi_init) each(multi_perform) each(multi_poll)   \
            each(multi_remove_handle) each(multi_setopt) each(multi_wakeup) each(slist_append) each(slist_free_all) each(url)    \
                each(url_cleanup) each(url_get) each(url_set) each(url_strerror)

namespace asista::services::net {

struct CurlLibrary {
#define ASISTA_CURL_MEMBER(name) decltype(&::curl_##name) name = nullptr;
    ASISTA_CURL_FUNCTIONS(ASISTA_CURL_MEMBER)
#undef ASISTA_CURL_MEMBER
};

// Opens and starts it at the first call, which takes some milliseconds; the same answer at every later one. Errc::unavailable when it is
// not installed. [any]
const Result<CurlLibrary>& curl_library();

// For code that only runs once curl_library() was there. [any]
const CurlLibrary& curl();

} // namespace asista::services::net
