// The gate as it is: each request goes to whom the person chose for its owner, within the limits of the month, once they have seen it where
// they want that, and is in the ledger before it leaves.
#pragma once

#include "services/ai/gate.hpp"
#include "services/ai/hosted/protocol.hpp"
#include "services/ai/ledger.hpp"
#include "services/ai/prices.hpp"
#include "services/ai/providers.hpp"
#include "services/net/url.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace asista::services::ai {

// A request that waits for the person, who sees the whole of it.
struct Preview {
    StreamId stream = 0;
    Outgoing outgoing;
    std::shared_ptr<const std::string> text; // as it is in `outgoing`, to be shared
    std::string currency;
    std::optional<std::int64_t> most_micros; // with the longest answer; nullopt: not known
    std::string origin;                      // where it would go
    calls::AiPreview asked = calls::AiPreview::first_time;
};

// [core]
class Gateway final : public Gate {
  public:
    // After a request that the person declined, how long those of the same plugin are without asking.
    static constexpr InstantMs declined_ms = 10 * 60'000;

    using KeyRead = std::function<void(Result<std::optional<std::string>>)>;
    struct Parts { // the database outlives this
        store::Database& db;
        UserId user;
        std::function<InstantMs()> now;
        std::function<std::int32_t()> utc_offset_s;
        std::function<Prices()> read_prices; // asked once, for the first that has a price
        // The secret of this name, nullopt when there is none; answers on this thread, at once or later.
        std::function<void(const std::string& name, KeyRead read)> read_key;
        std::function<void()> changed; // the ledger has a new entry or one is complete; a text waits to be seen, or no longer
        bool may_ask = true;           // somebody is there to see it
    };
    // Requests that were under way when the client last ended are closed in the ledger.
    static Result<std::unique_ptr<Gateway>> make(Parts parts);
    Gateway(const Gateway&) = delete;
    Gateway& operator=(const Gateway&) = delete;

    void admit(StreamId stream, const ChatOwner& owner, ChatRequest request, Go go) override;
    void withdrawn(StreamId stream) override;
    void said(StreamId stream, std::string_view text) override;
    void ended(StreamId stream, const StreamEnd& end) override;
    std::string answers_person() const override { return person_; }

    // Those that wait for the person, oldest first. Borrowed until the next call of this.
    std::vector<const Preview*> previews() const;
    // Errc::not_found: it does not wait any more.
    Result<void> answer_preview(StreamId stream, bool send);
    // Whether the coach's requests do without the names of the person's things.
    bool counts_only(UserId user);

    Providers& providers() { return providers_; }
    Ledger& ledger() { return ledger_; }
    const Prices& prices();
    // After a provider, a choice or a key was changed.
    void look_again();
    // To ask it something outside of a chat: a list of its models. `go` as in admit().
    void endpoint_of(std::int64_t provider, std::function<void(Result<std::shared_ptr<const Endpoint>>)> go);

  private:
    struct UnderWay {
        std::int64_t entry = 0;
        std::string host, model;
        bool near = false;
        std::uint32_t estimated_tokens = 0;
        std::string text;
    };
    struct Waiting {
        Preview preview;
        std::int64_t provider = 0;
        ChatRequest request;
        Go go;
    };
    explicit Gateway(Parts parts) : parts_(std::move(parts)), providers_(parts_.db), ledger_(parts_.db) {}

    Result<std::uint32_t> within_limits(const Choice& choice, std::uint32_t estimated, std::uint32_t wanted);
    Result<void> may_show(const Choice& choice) const;
    void ask_person(StreamId stream, const Choice& choice, const net::Url& base, Outgoing outgoing, ChatRequest request,
                    const Go& go);
    void approach(StreamId stream, std::int64_t provider, Outgoing outgoing, ChatRequest request, Go go);
    void go_on(Waiting waiting);
    void send(StreamId stream, Outgoing outgoing, ChatRequest request, std::shared_ptr<const Endpoint> endpoint, const Go& go);

    Parts parts_;
    Providers providers_;
    Ledger ledger_;
    std::optional<Prices> prices_;
    std::string person_;                       // who answers the coach; "": offline
    std::map<std::int64_t, std::string> keys_; // as read; forgotten by look_again()
    std::map<StreamId, Waiting> waiting_;
    std::map<std::string, InstantMs> declined_until_; // by plugin
    std::map<StreamId, UnderWay> under_way_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true); // who reads a key may answer when this is gone
};

// What an agreement is about: "https://api.anthropic.com:443".
std::string origin_of(const net::Url& url);

} // namespace asista::services::ai
