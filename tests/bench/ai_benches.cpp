// What the client adds to a provider's own time: until the first word, until a stop is one, and in memory after many answers. The server is
// one on this machine, so that its time is next to nothing.
#define DOCTEST_CONFIG_IMPLEMENT // the server checks its own sockets with doctest, here outside of a test
#include "ai_server.hpp"
#include "bench.hpp"

#include "services/ai/ai_thread.hpp"
#include "services/ai/hosted/hosted_provider.hpp"
#include "services/net/curl_library.hpp"

#include <doctest/doctest.h>

#include <fmt/format.h>

#include <atomic>
#include <cstdlib>
#include <malloc.h>
#include <memory>
#include <string>
#include <string_view>

namespace asista::bench {
namespace {

namespace ai = services::ai;
using test::AiServer;
using test::HttpServer;

Result<std::shared_ptr<const ai::Endpoint>> endpoint_of(const AiServer& server) {
    auto endpoint = std::make_shared<ai::Endpoint>();
    endpoint->protocol = ai::ProtocolKind::anthropic;
    endpoint->label = "bench";
    endpoint->base = TRY(services::net::parse_url(server.anthropic_base()));
    endpoint->base.text = server.anthropic_base();
    endpoint->model = "small-1";
    endpoint->key = AiServer::key;
    return std::shared_ptr<const ai::Endpoint>(endpoint);
}
ai::ChatRequest ask(std::shared_ptr<const ai::Endpoint> endpoint) {
    ai::ChatRequest request;
    request.messages = {{.text = "How are my tasks?"}};
    request.endpoint = std::move(endpoint);
    return request;
}

struct Listener final : ai::StreamSink {
    double first_us = 0;
    bool ended = false, failed = false;
    void text(ai::StreamId, std::string_view) override {
        if (first_us == 0) first_us = now_us();
    }
    void end(ai::StreamId, ai::StreamEnd end) override {
        ended = true;
        failed = end.error.has_value();
    }
};

// libcurl alone with the same request, until the first bytes of the body; 0 when it failed.
double raw_first_us(const ai::HttpCall& call) {
    const auto& curl = services::net::curl();
    double first = 0;
    CURL* const easy = curl.easy_init();
    curl_slist* headers = nullptr;
    for (const auto& header : call.headers) headers = curl.slist_append(headers, header.c_str());
    curl.easy_setopt(easy, CURLOPT_URL, call.url.c_str());
    curl.easy_setopt(easy, CURLOPT_PROXY, "");
    curl.easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
    curl.easy_setopt(easy, CURLOPT_POSTFIELDS, call.body.c_str());
    constexpr auto take = +[](char*, std::size_t, std::size_t, void* at) -> std::size_t {
        *static_cast<double*>(at) = now_us();
        return 0; // that is all
    };
    curl.easy_setopt(easy, CURLOPT_WRITEFUNCTION, take);
    curl.easy_setopt(easy, CURLOPT_WRITEDATA, &first);
    CURLM* const multi = curl.multi_init();
    curl.multi_add_handle(multi, easy);
    for (int running = 1; running > 0;) {
        curl.multi_perform(multi, &running);
        if (running > 0) curl.multi_poll(multi, nullptr, 0, 10'000, nullptr);
    }
    curl.multi_remove_handle(multi, easy);
    curl.multi_cleanup(multi);
    curl.easy_cleanup(easy);
    curl.slist_free_all(headers);
    return first;
}

Result<Figure> first_token() {
    AiServer server;
    const auto endpoint = TRY(endpoint_of(server));
    const auto call = TRY(ai::chat_call(*endpoint, ask(endpoint), {}));
    ai::HostedProvider provider;
    std::vector<double> ours, floor;
    for (ai::StreamId turn = 1; turn <= 500; ++turn) {
        Listener listener;
        double began = now_us();
        provider.start(turn, ask(endpoint));
        while (!listener.ended) provider.work(listener);
        if (listener.failed || listener.first_us == 0) return fail(Errc::io, "the server of the bench did not answer");
        ours.push_back((listener.first_us - began) / 1000);
        began = now_us();
        const double first = raw_first_us(call);
        if (first == 0) return fail(Errc::io, "the server of the bench did not answer libcurl");
        floor.push_back((first - began) / 1000);
    }
    auto result = figure(ours, floor, {});
    const double added = result.ours - result.floor;
    result.note = fmt::format(
        "from the request to the first word of a server on this machine; floor: libcurl alone; {:.3f} ms more, goal <= 1 ms {}",
        added, added <= 1 ? "met" : "missed");
    return result;
}

Result<Figure> cancelled() {
    AiServer server;
    const auto endpoint = TRY(endpoint_of(server));
    std::atomic<int> begun = 0;
    ai::AiThread thread(std::make_unique<ai::HostedProvider>(), [](std::function<void()> work) { work(); },
                        {[&](ai::StreamId, const std::string&) {
                             ++begun;
                             begun.notify_all();
                         },
                         [](ai::StreamId, const ai::StreamEnd&) {}});
    std::vector<double> ours;
    for (int turn = 0; turn < 200; ++turn) {
        double closed_us = 0;
        server.next([&](const HttpServer::Request& request, const HttpServer::Peer& peer) {
            peer.send(AiServer::head() + AiServer::begin(request) + AiServer::piece(request, "half"));
            if (peer.closes_within(std::chrono::seconds(10))) closed_us = now_us();
            server.told();
        });
        const auto stream = static_cast<ai::StreamId>(turn + 1);
        thread.start(stream, ask(endpoint));
        begun.wait(turn);
        const double began = now_us();
        thread.cancel(stream);
        if (!server.until_told() || closed_us == 0) return fail(Errc::timed_out, "a stopped answer's connection stayed open");
        ours.push_back((closed_us - began) / 1000);
    }
    Figure result{median(ours), 0, percentile(ours, 0.99), {}};
    result.note = fmt::format("from the stop to the connection that the server sees closed; goal <= 200 ms, p99 {}",
                              result.p99 <= 200 ? "met" : "missed");
    return result;
}

Result<Figure> memory() {
    AiServer server;
    const auto endpoint = TRY(endpoint_of(server));
    ai::HostedProvider provider;
    ai::StreamId stream = 0;
    const auto answer = [&](int times) -> Result<void> {
        for (int i = 0; i < times; ++i) {
            Listener listener;
            provider.start(++stream, ask(endpoint));
            while (!listener.ended) provider.work(listener);
            if (listener.failed) return fail(Errc::io, "the server of the bench did not answer");
        }
        return {};
    };
    // The server is in this process, too, and keeps every request: it is asked as often before with nothing kept of the client's.
    const auto call = TRY(ai::chat_call(*endpoint, ask(endpoint), {}));
    TRY(answer(100));
    const auto megabytes = [] { return static_cast<double>(::mallinfo2().uordblks) / 1e6; };
    double before = megabytes();
    TRY(answer(1'000));
    const double ours = megabytes() - before;
    before = megabytes();
    for (int i = 0; i < 1'000; ++i)
        if (raw_first_us(call) == 0) return fail(Errc::io, "the server of the bench did not answer libcurl");
    const double floor = megabytes() - before;
    return Figure{ours, floor, ours,
                  "MB allocated more after 1,000 answers; floor: the same with libcurl alone, which is what the server of the "
                  "bench keeps of its requests"};
}
} // namespace

void add_ai_benches(std::vector<Bench>& all) {
    static doctest::Context context;
    context.setAsDefaultForAssertsOutOfTestCases();
    context.setAssertHandler([](const doctest::AssertData& data) {
        if (!data.m_failed) return;
        fmt::print(stderr, "{}:{}: {}\n", data.m_file, data.m_line, data.m_expr);
        std::abort();
    });
    all.push_back({"ai-first-token", "ms", first_token});
    all.push_back({"ai-cancel", "ms", cancelled});
    all.push_back({"ai-memory", "MB", memory});
}

} // namespace asista::bench
