// One request to one server: libcurl's handle for it, what comes back, and every limit on the way. Redirects are not followed here;
// the end says where one leads, and whoever started it decides.
#pragma once

#include "services/net/address.hpp"
#include "services/net/request_rules.hpp"

#include <memory>
#include <optional>

struct curl_slist;

namespace asista::services::net {

using HopId = std::uint64_t; // never reused

// Whether a request may go to addresses that are not of the internet at large.
enum class Reach { internet, local_too };

struct Hop {
    HopId id = 0;
    Url url;
    std::shared_ptr<const Request> request; // passed check(); its url counts for nothing here
    Reach reach = Reach::internet;
    std::uint32_t timeout_ms = 0;
};

struct HopEnd {
    Result<Reply> reply;
    std::string location; // of a redirect: as the server wrote it; the reply then has no body
};

// The same for every request of one client.
struct TransferOptions {
    std::string user_agent = "Asista";
    std::string certificates;             // file with the authorities that are trusted; empty: the system's
    std::vector<std::string> fixed_hosts; // for tests: "host:port:address" answers instead of the system's resolver
};

// [net]
class Transfer {
  public:
    // `options` outlives it.
    static Result<std::unique_ptr<Transfer>> make(Hop hop, const TransferOptions& options);
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;
    ~Transfer();

    HopId id() const { return hop_.id; }
    void* easy() const { return easy_; }
    // libcurl is done with it; `code` is its CURLcode.
    HopEnd end(int code);

  private:
    struct Refused { // an address that was not connected to
        std::string address;
        AddressKind kind;
    };
    struct Callbacks; // libcurl's, into the members below

    explicit Transfer(Hop hop) : hop_(std::move(hop)) {}
    Result<void> set_up(const TransferOptions& options);
    Result<void> set_headers();
    bool take_header(std::string_view line);
    bool take_body(std::string_view piece);
    Error why_not(int code) const;
    void tidy_reply();

    Hop hop_;
    void* easy_ = nullptr;
    curl_slist* headers_ = nullptr;
    curl_slist* fixed_hosts_ = nullptr;
    std::array<char, 256> problem_{}; // libcurl's words
    Reply reply_;
    std::size_t header_bytes_ = 0;
    std::string location_;
    bool redirected_ = false;        // the body of a redirect is not waited for
    std::optional<Error> stopped_;   // why one of the callbacks ended it
    std::optional<Refused> refused_; // the newest
};

} // namespace asista::services::net
