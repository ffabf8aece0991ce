#include "services/net/curl_library.hpp"

namespace asista::services::net {

namespace {
Result<CurlLibrary> started() {
    auto library = TRY(CurlLibrary::open(ASISTA_CURL_FILE, "libcurl4"));
    if (const CURLcode ready = library.global_init(CURL_GLOBAL_DEFAULT); ready != CURLE_OK)
        return fail(Errc::unavailable, "libcurl could not be started: {}", library.easy_strerror(ready));
    return library;
}
} // namespace

const Result<CurlLibrary>& curl_library() {
    static const auto library = started();
    return library;
}

const CurlLibrary& curl() { return *curl_library(); }

} // namespace asista::services::net
