// What lies beyond the client: HTTP and the user's files. Both answer later, through a callback, exactly once.
#pragma once

#include "services.hpp"

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace asista {
inline namespace sdk {

class Plugin;

struct HttpHeader {
    std::string name;
    std::string value;
};
struct HttpRequest {
    std::string url; // http:// or https://; its host must be among those of the manifest's "network" permission
    std::string method = "GET";
    std::vector<HttpHeader> headers = {};
    std::string body = {};
    std::chrono::milliseconds timeout{30'000}; // for all of it, at most two minutes
    std::uint32_t max_bytes = 1 << 20;         // of the answer, at most 8 MiB; a longer one is Errc::over_limit
};
struct HttpReply {
    unsigned status = 0; // 404 is a reply, not an error
    std::string url;     // after redirects
    std::vector<HttpHeader> headers;
    std::string body;

    bool ok() const { return status >= 200 && status < 300; }
    // The first header of this name in any case; empty when there is none.
    std::string_view header(std::string_view name) const;
    Expected<Json> json() const { return detail::parse(body, url); }
};

// A request under way. Letting go of it does not stop it.
class HttpFetch {
  public:
    HttpFetch() = default;
    // Stops it: `done` comes once more, with Errc::cancelled. Harmless when it has ended.
    void cancel();
    explicit operator bool() const { return fetch_ != 0; } // false: it could not be started; `done` tells why

  private:
    friend class Http;
    HttpFetch(Plugin* plugin, std::uint64_t fetch) : plugin_(plugin), fetch_(fetch) {}
    Plugin* plugin_ = nullptr;
    std::uint64_t fetch_ = 0;
};

// Permission "network"; see ext/http.h.
class Http {
  public:
    explicit Http(Plugin* plugin) : plugin_(plugin) {}
    // `done` comes exactly once, later, also when the request could not be started.
    HttpFetch fetch(const HttpRequest& request, std::function<void(Expected<HttpReply>)> done) const;
    HttpFetch get(std::string url, std::function<void(Expected<HttpReply>)> done) const {
        return fetch({.url = std::move(url)}, std::move(done));
    }

  private:
    Plugin* plugin_;
};

struct OpenFile {
    std::string title;                        // what it is wanted for: "Import tasks"
    std::vector<std::string> extensions = {}; // {"csv", "txt"}; empty: any file
};
struct SaveFile {
    std::string title;
    std::string name; // suggested
    std::string content;
};
struct PickedFile {
    std::string name; // without its folder
    std::string content;
};

// No permission: the user picks each file in a dialog of the client's. Only right after the user did something in the plugin, one
// question at a time; see ext/files.h.
class Files {
  public:
    explicit Files(Plugin* plugin) : plugin_(plugin) {}
    // `done` comes exactly once, later; with Errc::cancelled when the user chose nothing.
    void open(const OpenFile& question, std::function<void(Expected<PickedFile>)> done) const;
    // `done` gets the name under which it was saved.
    void save(const SaveFile& question, std::function<void(Expected<std::string>)> done) const;

  private:
    Plugin* plugin_;
};

} // namespace sdk
} // namespace asista
