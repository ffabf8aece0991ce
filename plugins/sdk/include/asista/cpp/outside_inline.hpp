// Requests and questions on their way: each has a slot that its callback lives in until the host answers.
#pragma once

#include "../plugin.hpp"

#include <algorithm>

namespace asista {
inline namespace sdk {
namespace detail {

struct HttpSlot : Slot {
    using Slot::Slot;
    Plugin* plugin = nullptr;
    std::string key;
    std::function<void(Expected<HttpReply>)> done;
};
struct OpenSlot : Slot {
    using Slot::Slot;
    Plugin* plugin = nullptr;
    std::string key;
    std::function<void(Expected<PickedFile>)> done;
};
struct SaveSlot : Slot {
    using Slot::Slot;
    Plugin* plugin = nullptr;
    std::string key;
    std::function<void(Expected<std::string>)> done;
};

inline char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

inline asista_bytes borrow_bytes(std::string_view text) { return {text.data(), text.size()}; }
inline std::string copy(asista_bytes bytes) {
    return bytes.size == 0 ? std::string() : std::string(static_cast<const char*>(bytes.data), bytes.size);
}

inline HttpReply from_c(const asista_http_reply& raw) {
    HttpReply reply{raw.http_status, copy(raw.url), {}, copy(raw.body)};
    const auto* bytes = reinterpret_cast<const char*>(raw.headers);
    for (std::uint32_t i = 0; i < raw.header_count; ++i) {
        const auto* header = reinterpret_cast<const asista_http_header*>(bytes + std::size_t{i} * raw.headers->struct_size);
        reply.headers.push_back({copy(header->name), copy(header->value)});
    }
    return reply;
}

} // namespace detail

inline std::string_view HttpReply::header(std::string_view name) const {
    for (const auto& each : headers) {
        bool same = each.name.size() == name.size();
        for (std::size_t i = 0; same && i < name.size(); ++i) same = detail::lower(each.name[i]) == detail::lower(name[i]);
        if (same) return each.value;
    }
    return {};
}

template <class S> S& Plugin::expect(std::string_view what) {
    const auto key = std::string(what) + " " + std::to_string(++last_question_);
    auto& slot = keep<S>(key);
    slot.plugin = this;
    slot.key = key;
    return slot;
}

// Ends a slot with an error, later, like every other end: whoever asked has not seen the answer to the asking yet.
template <class S> void Plugin::fail_later(const S& slot, Error error) {
    post([this, key = slot.key, error = std::move(error)] {
        const auto found = slots_.find(key);
        if (found == slots_.end()) return;
        const auto mine = std::static_pointer_cast<S>(found->second);
        slots_.erase(found);
        if (mine->done) mine->done(error);
    });
}

inline void HttpFetch::cancel() {
    if (plugin_ == nullptr || fetch_ == 0) return;
    const auto& link = plugin_->link_;
    static_cast<void>(link.call(link.http, &asista_host_http::cancel, fetch_)); // one that has ended is as good as cancelled
}

inline HttpFetch Http::fetch(const HttpRequest& request, std::function<void(Expected<HttpReply>)> done) const {
    auto& slot = plugin_->expect<detail::HttpSlot>("http fetch");
    slot.done = std::move(done);

    std::vector<asista_http_header> headers;
    for (const auto& header : request.headers) {
        headers.push_back({detail::size_of<asista_http_header>(), 0, detail::borrow(header.name), detail::borrow(header.value)});
    }
    asista_http_request raw{};
    raw.struct_size = detail::size_of<asista_http_request>();
    raw.header_count = static_cast<std::uint32_t>(headers.size());
    raw.method = detail::borrow(request.method);
    raw.url = detail::borrow(request.url);
    raw.headers = headers.data();
    raw.body = detail::borrow_bytes(request.body);
    raw.timeout_ms =
        static_cast<std::uint32_t>(std::clamp<std::int64_t>(request.timeout.count(), 1, UINT32_MAX)); // 0: the default
    raw.max_bytes = request.max_bytes;
    raw.context = &slot;
    raw.on_done = [](void* context, std::uint64_t, asista_status status, asista_string message, const asista_http_reply* reply) {
        detail::enter_quietly<detail::HttpSlot>(context, [&](detail::HttpSlot& target) {
            target.plugin->slots_.erase(target.key);
            if (!target.done) return;
            if (reply != nullptr)
                target.done(detail::from_c(*reply));
            else
                target.done(Error{static_cast<Errc>(status), detail::copy(message)});
        });
    };

    const auto& link = plugin_->link_;
    std::uint64_t fetch = 0;
    if (const auto started = link.call(link.http, &asista_host_http::fetch, &raw, &fetch); !started) {
        plugin_->fail_later(slot, started.error());
        return {};
    }
    return {plugin_, fetch};
}

inline void Files::open(const OpenFile& question, std::function<void(Expected<PickedFile>)> done) const {
    auto& slot = plugin_->expect<detail::OpenSlot>("file to open");
    slot.done = std::move(done);

    std::vector<asista_string> extensions;
    for (const auto& extension : question.extensions) extensions.push_back(detail::borrow(extension));
    asista_file_open raw{};
    raw.struct_size = detail::size_of<asista_file_open>();
    raw.extension_count = static_cast<std::uint32_t>(extensions.size());
    raw.title = detail::borrow(question.title);
    raw.extensions = extensions.data();
    raw.context = &slot;
    raw.on_done = [](void* context, asista_status status, asista_string message, asista_string name, asista_bytes content) {
        detail::enter_quietly<detail::OpenSlot>(context, [&](detail::OpenSlot& target) {
            target.plugin->slots_.erase(target.key);
            if (!target.done) return;
            if (status == ASISTA_OK)
                target.done(PickedFile{detail::copy(name), detail::copy(content)});
            else
                target.done(Error{static_cast<Errc>(status), detail::copy(message)});
        });
    };
    const auto& link = plugin_->link_;
    if (const auto asked = link.call(link.files, &asista_host_files::open, &raw); !asked)
        plugin_->fail_later(slot, asked.error());
}

inline void Files::save(const SaveFile& question, std::function<void(Expected<std::string>)> done) const {
    auto& slot = plugin_->expect<detail::SaveSlot>("file to save");
    slot.done = std::move(done);

    asista_file_save raw{};
    raw.struct_size = detail::size_of<asista_file_save>();
    raw.title = detail::borrow(question.title);
    raw.name = detail::borrow(question.name);
    raw.content = detail::borrow_bytes(question.content);
    raw.context = &slot;
    raw.on_done = [](void* context, asista_status status, asista_string message, asista_string name) {
        detail::enter_quietly<detail::SaveSlot>(context, [&](detail::SaveSlot& target) {
            target.plugin->slots_.erase(target.key);
            if (!target.done) return;
            if (status == ASISTA_OK)
                target.done(detail::copy(name));
            else
                target.done(Error{static_cast<Errc>(status), detail::copy(message)});
        });
    };
    const auto& link = plugin_->link_;
    if (const auto asked = link.call(link.files, &asista_host_files::save, &raw); !asked)
        plugin_->fail_later(slot, asked.error());
}

} // namespace sdk
} // namespace asista
