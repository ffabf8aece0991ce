// What tokens cost, from a file that comes with the client and says of which day it is.
#pragma once

#include "wire/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace asista::services::ai {

// A plain value. [any]
class Prices {
  public:
    Prices() = default; // nothing is known
    // The text of ai-prices.json. Errc::invalid names the entry and the field.
    static Result<Prices> read(std::string_view json);

    const std::string& as_of() const { return as_of_; }
    const std::string& currency() const { return currency_; }
    // In millionths of the currency. nullopt: this model has no known price there. What runs in the person's own network (`near`) is free.
    std::optional<std::int64_t> micros(std::string_view host, std::string_view model, bool near, std::uint32_t input_tokens,
                                       std::uint32_t output_tokens) const;

  private:
    struct Entry {
        std::string host, model;      // the model may end in '*'
        double input = 0, output = 0; // for a million tokens
    };
    std::string as_of_, currency_;
    std::vector<Entry> entries_;
};

} // namespace asista::services::ai
