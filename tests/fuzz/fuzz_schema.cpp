// A schema that a plugin wrote and an answer that a model wrote, up to a line of its own "---" apart: both are refused with a sentence, or
// the one is held against the other in bounded time, with the same verdict each time.
#include "expect.hpp"
#include "services/ai/json_schema.hpp"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

using namespace asista;
namespace ai = services::ai;

namespace {
void expect_sentence(const Error& error) {
    expect(error.code == Errc::invalid || error.code == Errc::over_limit || error.code == Errc::unsupported,
           "a code that a plugin does not expect");
    expect(!error.message.empty() && error.message.size() < 4096, "no sentence, or one that goes on and on");
}
} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    constexpr std::string_view apart = "\n---\n";
    const auto at = text.find(apart);
    const auto schema = text.substr(0, at);
    const auto value = at == std::string_view::npos ? std::string_view("null") : text.substr(at + apart.size());

    const auto plain = ai::plain_json(value, "the answer");
    if (!plain)
        expect_sentence(plain.error());
    else
        expect(nlohmann::json::accept(*plain) && ai::plain_json(*plain, "it") == *plain, "plain JSON that is none");

    if (const auto fit = ai::check_schema(schema); !fit) {
        expect_sentence(fit.error());
        return 0;
    }
    if (!plain) return 0;
    const auto verdict = ai::check_against(schema, *plain);
    if (!verdict) expect_sentence(verdict.error());
    const auto again = ai::check_against(schema, *plain);
    expect(again.has_value() == verdict.has_value(), "another verdict at the second look");
    return 0;
}
