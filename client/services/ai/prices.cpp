#include "services/ai/prices.hpp"

#include "services/json_fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace asista::services::ai {

Result<Prices> Prices::read(std::string_view json) {
    const auto parsed = nlohmann::json::parse(json, nullptr, false);
    if (!parsed.is_object()) return fail(Errc::invalid, "ai-prices.json is not a JSON object");
    const JsonFields file(parsed, "ai-prices.json");
    Prices prices;
    prices.as_of_ = TRY(file.text("as_of"));
    prices.currency_ = TRY(file.text("currency"));
    const auto models = TRY(file.list("models"));
    for (std::size_t i = 0; i < models.size(); ++i) {
        const JsonFields entry(models[i], fmt::format("ai-prices.json, model {}", i + 1));
        prices.entries_.push_back(
            {TRY(entry.text("host")), TRY(entry.text("model")), TRY(entry.number("input")), TRY(entry.number("output"))});
        const auto& [host, model, input, output] = prices.entries_.back();
        if (!(input >= 0 && input < 1e6 && output >= 0 && output < 1e6))
            return fail(Errc::invalid, "{}: a price for a million tokens is between 0 and 1,000,000", entry.what());
    }
    return prices;
}

std::optional<std::int64_t> Prices::micros(std::string_view host, std::string_view model, bool near, std::uint32_t input_tokens,
                                           std::uint32_t output_tokens) const {
    if (near) return 0;
    const auto entry = std::ranges::find_if(entries_, [&](const Entry& each) {
        if (each.host != host) return false;
        const std::string_view wanted = each.model;
        return wanted.ends_with('*') ? model.starts_with(wanted.substr(0, wanted.size() - 1)) : model == wanted;
    });
    if (entry == entries_.end()) return std::nullopt;
    // A price for a million tokens is millionths for one.
    return std::llround(entry->input * input_tokens + entry->output * output_tokens);
}

} // namespace asista::services::ai
