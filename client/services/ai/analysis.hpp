// A question about data whose answer is JSON of a given form: what is sent for it, and what is made of what comes back. Pure.
#pragma once

#include "services/ai/json_schema.hpp"
#include "services/ai/provider.hpp"
#include "wire/calls/services.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace asista::services::ai {

class Analysis {
  public:
    static constexpr std::size_t max_prompt_bytes = 16 * 1024;
    static constexpr std::size_t max_data_bytes = 256 * 1024;
    static constexpr std::size_t max_answer_bytes = 256 * 1024;

    // Errc::invalid, over_limit and unsupported name what is wrong with the prompt, the data or the schema.
    static Result<Analysis> make(const calls::AiAnalyze::Request& asked);

    ChatRequest request() const;
    // Once more, to whoever gave `answer`, with what was wrong with it.
    ChatRequest again(std::string_view answer, std::string_view problem) const;

    // The JSON in an answer, also within a fence or between words, without spaces; where there are several values, the first that holds.
    // Errc::invalid: there is none, or where it does not hold to the schema.
    Result<std::string> read(std::string_view answer) const;

  private:
    Analysis() = default;

    std::string prompt_, data_, schema_;
    std::uint32_t max_tokens_ = 0;
};

} // namespace asista::services::ai
