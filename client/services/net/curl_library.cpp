#include "services/net/curl_library.hpp"

namespace asista::services::net {

namespace {
Result<CurlLibrary> open() {
    const auto library = TRY(LateLibrary::open(ASISTA_CURL_FILE, "libcurl4"));
    CurlLibrary functions;
#define ASISTA_CURL_FIND(name) TRY(library.find("curl_" #name, functions.name));
    ASISTA_CURL_FUNCTIONS(ASISTA_CURL_FIND)
#undef ASISTA_CURL_FIND
    if (const CURLcode ready = functions.global_init(CURL_GLOBAL_DEFAULT); ready != CURLE_OK)
        return fail(Errc::unavailable, "libcurl could not be started: {}", functions.easy_strerror(ready));
    return functions;
}
} // namespace

const Result<CurlLibrary>& curl_library() {
    static const auto library = open();
    return library;
}

const CurlLibrary& curl() { return *curl_library(); }

} // namespace asista::services::net
