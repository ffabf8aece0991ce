// The body of a request to the local endpoint: it is refused with a sentence, or names a plugin and a method that can be looked for, and
// params that are JSON of a depth that plugins are spared from.
#include "core/endpoint/method_request.hpp"
#include "expect.hpp"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

using namespace asista;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view body(reinterpret_cast<const char*>(data), size);

    const auto request = core::read_method_request(body);

    if (!request) {
        const auto& error = request.error();
        expect(error.code == Errc::invalid || error.code == Errc::over_limit, "a code that the endpoint does not tell apart");
        expect(!error.message.empty() && error.message.size() < 200, "no sentence");
        for (const char c : error.message) expect(c >= 0x20 && c < 0x7F, "a sentence with bytes of the body");
        return 0;
    }
    expect(core::check_names(*request).has_value(), "a name that no plugin could have");
    expect(nlohmann::json::accept(request->params), "params that are no JSON");
    expect(core::check_depth(request->params).has_value(), "params that are too deep");
    nlohmann::json again{{"plugin_id", request->plugin}, {"method", request->method}};
    again["params"] = nlohmann::json::parse(request->params);
    const auto same = core::read_method_request(again.dump());
    // Written again it may be longer: a character that was an escape, a number with more digits.
    expect(same.has_value() || same.error().code == Errc::over_limit, "what was taken is not taken again");
    expect(!same || (same->plugin == request->plugin && same->method == request->method && same->params == request->params),
           "what was taken means something else when it is read again");
    return 0;
}
