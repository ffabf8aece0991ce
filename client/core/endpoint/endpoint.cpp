#include "core/endpoint/endpoint.hpp"

#include "wire/late_library.hpp"

#include <nlohmann/json.hpp>

#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <optional>
#include <utility>

namespace asista::core {

// What is between the listener's threads and the core thread.
class Endpoint::Requests final : public HttpRequests, public std::enable_shared_from_this<Requests> {
  public:
    Requests(Parts parts, std::uint16_t port, std::string token_hash)
        : parts_(std::move(parts)), gate_(port, std::move(token_hash), parts_.loop.clock().monotonic_us(), parts_.limits.gate) {}

    Gate& gate() { return gate_; }

    std::optional<Answer> refusal(const RequestHead& head) override {
        auto answer = gate_.refusal(head, parts_.loop.clock().monotonic_us());
        // Those with the token alone: the rest is not the person's programs.
        if (answer && (answer->status == 411 || answer->status == 413 || answer->status == 415)) note({}, answer->status);
        return answer;
    }
    Answer answer(std::string_view body) override {
        const auto request = read_method_request(body);
        if (!request) {
            const bool large = request.error().code == Errc::over_limit;
            const auto refused = error_answer(400, large ? "too_deep" : "bad_body", sentence(request.error().message));
            note({"", "", ""}, refused.status);
            return refused;
        }
        auto answer = wait_for(*request);
        if (answer.status == 200 && !nlohmann::json::accept(answer.body))
            answer = error_answer(500, "failed", "The method did not answer with JSON.");
        note(*request, answer.status);
        return answer;
    }

    // Nobody waits any more, nor will. [core]
    void close() {
        const std::lock_guard lock(mutex_);
        closing_ = true;
        answered_.notify_all();
    }

  private:
    struct Exchange {
        std::optional<Answer> answer; // guarded by mutex_
    };

    static std::string sentence(const std::string& message) {
        auto text = message + ".";
        if (text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
        return text;
    }

    Answer wait_for(const MethodRequest& request) {
        const auto exchange = std::make_shared<Exchange>();
        parts_.loop.post([weak = weak_from_this(), request, exchange] {
            const auto self = weak.lock();
            if (self && !self->is_closing()) self->begin(request, exchange);
        });
        std::unique_lock lock(mutex_);
        const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(parts_.limits.answer_ms);
        answered_.wait_until(lock, until, [&] { return closing_ || exchange->answer; });
        if (exchange->answer) return std::move(*exchange->answer);
        if (closing_) return error_answer(503, "switched_off", "The local endpoint was switched off meanwhile.");
        return error_answer(504, "no_answer", "The plugin did not answer in time.");
    }
    // [core]
    void begin(const MethodRequest& request, const std::shared_ptr<Exchange>& exchange) {
        parts_.call(request, [weak = weak_from_this(), exchange](Answer answer) {
            const auto self = weak.lock();
            if (!self) return;
            const std::lock_guard lock(self->mutex_);
            exchange->answer = std::move(answer);
            self->answered_.notify_all();
        });
    }
    void note(MethodRequest request, int status) {
        request.params.clear();
        parts_.loop.post([weak = weak_from_this(), request = std::move(request), status] {
            if (const auto self = weak.lock(); self && !self->is_closing()) self->parts_.used(request, status);
        });
    }
    bool is_closing() {
        const std::lock_guard lock(mutex_);
        return closing_;
    }

    const Parts parts_;
    Gate gate_;
    std::mutex mutex_; // guards the rest, and exchanges
    std::condition_variable answered_;
    bool closing_ = false;
};

Result<std::unique_ptr<Endpoint>> Endpoint::open(Parts parts, std::uint16_t port, std::string token_hash) {
    const auto library = TRY(LateLibrary::open(parts.library.c_str(), "Asista anew, whole, with the package libcpp-httplib0.11"));
    ListenForHttp* listen = nullptr;
    TRY(library.find(listen_for_http, listen));
    const auto limits = parts.limits.http;
    std::unique_ptr<Endpoint> made(new Endpoint(std::make_shared<Requests>(std::move(parts), port, std::move(token_hash))));
    int error = 0;
    made->listener_.reset(listen(port, *made->requests_, limits, &error));
    if (made->listener_) return made;
    if (error == EADDRINUSE)
        return fail(Errc::busy, "another program listens on port {} already; choose another port, or end that program", port);
    if (error == EACCES) return fail(Errc::denied, "port {} is not for programs of yours; choose one from 1024 on", port);
    return fail(Errc::io, "nobody can listen on port {}: {}; choose another port", port, std::strerror(error));
}

Endpoint::~Endpoint() {
    requests_->close();
    listener_.reset();
}

void Endpoint::change_token(std::string token_hash) { requests_->gate().change_token(std::move(token_hash)); }

} // namespace asista::core
