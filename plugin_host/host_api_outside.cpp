// Tables of what lies beyond the client: HTTP, and files that the user picks. Both begin with a call that is answered later.
#include "host_api_state.hpp"
#include "wire/calls/outside.hpp"

namespace asista::host {

namespace {

constexpr std::size_t max_url_bytes = 8 * 1024, max_header_bytes = 16 * 1024;

Result<wire::Bytes> bytes_of(asista_bytes bytes, std::string_view what) {
    if (bytes.size == 0) return wire::Bytes();
    if (bytes.data == nullptr) return fail(Errc::invalid, "{} has a size but no data", what);
    if (bytes.size > wire::max_content_bytes)
        return fail(Errc::over_limit, "{} is {} bytes long; the most is {}", what, bytes.size, wire::max_content_bytes);
    const auto* first = static_cast<const std::byte*>(bytes.data);
    return wire::Bytes(first, first + bytes.size);
}
asista_bytes borrow_bytes(const wire::Bytes& bytes) { return {bytes.data(), bytes.size()}; }
asista_status status_of(Errc code) { return static_cast<asista_status>(code); }

// ---- http ------------------------------------------------------------------------------------------------------------------

Result<calls::HttpFetch::Request> request_of(const asista_http_request& raw) {
    constexpr std::uint32_t max_headers = 64;
    calls::HttpFetch::Request request;
    if (raw.method.size > 0) request.method = TRY(text_of(raw.method, "http method", 16));
    request.url = TRY(text_of(raw.url, "http address", max_url_bytes));
    if (raw.header_count > max_headers)
        return fail(Errc::over_limit, "a request has at most {} headers, not {}", max_headers, raw.header_count);
    for (std::uint32_t i = 0; i < raw.header_count; ++i) {
        const auto header = TRY(record_at(raw.headers, i, "http header"));
        auto name = TRY(text_of(header.name, "name of a header", max_header_bytes));
        request.headers.push_back({std::move(name), TRY(text_of(header.value, "value of a header", max_header_bytes))});
    }
    request.body = TRY(bytes_of(raw.body, "the body"));
    if (raw.timeout_ms != 0) request.timeout_ms = raw.timeout_ms;
    if (raw.max_bytes != 0) request.max_bytes = raw.max_bytes;
    return request;
}

void tell(const RunningFetch& fetch, std::uint64_t number, const Result<calls::HttpFetch::Reply>& reply) {
    if (!reply) {
        const Error& error = reply.error();
        return fetch.on_done(fetch.context, number, status_of(error.code), borrow(error.message), nullptr);
    }
    std::vector<asista_http_header> headers;
    for (const auto& header : reply->headers)
        headers.push_back({size32<asista_http_header>(), 0, borrow(header.name), borrow(header.value)});
    const asista_http_reply raw{size32<asista_http_reply>(),
                                reply->status,
                                borrow(reply->url),
                                static_cast<std::uint32_t>(headers.size()),
                                0,
                                headers.data(),
                                borrow_bytes(reply->body)};
    fetch.on_done(fetch.context, number, ASISTA_OK, {}, &raw);
}

asista_status http_fetch(const asista_host* host, const asista_http_request* request, std::uint64_t* fetch) {
    return on_frame(host, "http.fetch", When::only_active, [&](ApiState& api) -> Result<void> {
        const auto raw = TRY(record_of(request, "http request"));
        if (raw.on_done == nullptr) return fail(Errc::invalid, "a request needs on_done");
        if (fetch == nullptr) return fail(Errc::invalid, "a request needs a place for its number");
        if (api.fetches.size() >= max_fetches) return fail(Errc::over_limit, "{} requests are under way", max_fetches);
        auto copied = TRY(request_of(raw));
        const std::uint64_t number = ++api.last_fetch;
        copied.tag = number;
        TRY(api.connection.start<calls::HttpFetch>(copied, [&api, number](const Result<calls::HttpFetch::Reply>& reply) {
            const auto node = api.fetches.extract(number); // before the callback, which may begin the next
            if (node) tell(node.mapped(), number, reply);
        }));
        api.fetches[number] = {raw.context, raw.on_done};
        *fetch = number;
        return {};
    });
}

asista_status http_cancel(const asista_host* host, std::uint64_t fetch) {
    return on_frame(host, "http.cancel", When::any, [&](ApiState& api) -> Result<void> {
        const auto node = api.fetches.extract(fetch);
        if (!node) return fail(Errc::not_found, "there is no unfinished request {}", fetch);
        api.enter_later([&api, running = node.mapped(), fetch] {
            if (!api.stopped) tell(running, fetch, asista::fail(Errc::cancelled, "cancelled"));
        });
        // The plugin is told in any case; a client that cannot be told has ended the request, or will drop its reply.
        static_cast<void>(api.connection.start<calls::HttpCancel>({fetch}, {}));
        return {};
    });
}

// ---- files -----------------------------------------------------------------------------------------------------------------

Result<void> expect_no_question(const ApiState& api) {
    if (api.file_question) return fail(Errc::busy, "the user is being asked for another file already");
    return {};
}

asista_status files_open(const asista_host* host, const asista_file_open* question) {
    return on_frame(host, "files.open", When::only_active, [&](ApiState& api) -> Result<void> {
        constexpr std::uint32_t max_extensions = 16;
        const auto raw = TRY(record_of(question, "question for a file"));
        if (raw.on_done == nullptr) return fail(Errc::invalid, "a question for a file needs on_done");
        TRY(expect_no_question(api));
        calls::FilesOpen::Request request;
        request.title = TRY(title_of(raw.title, "the title of a question"));
        if (raw.extension_count > max_extensions || (raw.extension_count > 0 && raw.extensions == nullptr))
            return fail(Errc::invalid, "a question for a file names at most {} extensions", max_extensions);
        for (std::uint32_t i = 0; i < raw.extension_count; ++i)
            request.extensions.push_back(TRY(id_of(raw.extensions[i], "extension", true)));
        TRY(api.connection.start<calls::FilesOpen>(request, [&api, raw](const Result<calls::FilesOpen::Reply>& reply) {
            if (!std::exchange(api.file_question, false)) return; // the plugin has ended
            if (reply)
                raw.on_done(raw.context, ASISTA_OK, {}, borrow(reply->name), borrow_bytes(reply->content));
            else
                raw.on_done(raw.context, status_of(reply.error().code), borrow(reply.error().message), {}, {});
        }));
        api.file_question = true;
        return {};
    });
}

asista_status files_save(const asista_host* host, const asista_file_save* question) {
    return on_frame(host, "files.save", When::only_active, [&](ApiState& api) -> Result<void> {
        const auto raw = TRY(record_of(question, "question for a file"));
        if (raw.on_done == nullptr) return fail(Errc::invalid, "a question for a file needs on_done");
        TRY(expect_no_question(api));
        calls::FilesSave::Request request;
        request.title = TRY(title_of(raw.title, "the title of a question"));
        request.name = TRY(text_of(raw.name, "the name of a file", 255));
        request.content = TRY(bytes_of(raw.content, "the content of a file"));
        TRY(api.connection.start<calls::FilesSave>(request, [&api, raw](const Result<calls::FilesSave::Reply>& reply) {
            if (!std::exchange(api.file_question, false)) return;
            if (reply)
                raw.on_done(raw.context, ASISTA_OK, {}, borrow(reply->name));
            else
                raw.on_done(raw.context, status_of(reply.error().code), borrow(reply.error().message), {});
        }));
        api.file_question = true;
        return {};
    });
}

} // namespace

const asista_host_http* http_table() {
    static const asista_host_http table{size32<asista_host_http>(), 0, &http_fetch, &http_cancel};
    return &table;
}
const asista_host_files* files_table() {
    static const asista_host_files table{size32<asista_host_files>(), 0, &files_open, &files_save};
    return &table;
}

} // namespace asista::host
