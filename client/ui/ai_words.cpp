#include "ui/ai_words.hpp"

#include "ui/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>

namespace asista::ui::words {
namespace {

constexpr std::string_view not_known = "not known";
constexpr std::size_t most_digits = 15; // of a limit: beyond, nobody means it

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}
bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

std::optional<std::uint64_t> whole(std::string_view digits) {
    if (digits.empty() || digits.size() > most_digits || !std::all_of(digits.begin(), digits.end(), is_digit))
        return std::nullopt;
    std::uint64_t value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
}

} // namespace

std::string host_of(std::string_view address) {
    const auto scheme = address.find("://");
    if (scheme == std::string_view::npos) return {};
    address.remove_prefix(scheme + 3);
    address = address.substr(0, address.find_first_of("/?#"));
    if (const auto user = address.rfind('@'); user != std::string_view::npos) address.remove_prefix(user + 1);
    return std::string{address};
}

std::string goes_to(const calls::AiProvider* provider, std::string_view what) {
    if (provider == nullptr) return "Nothing leaves this computer.";
    return fmt::format("{} goes to {}{}.", what, host_of(provider->address),
                       provider->near ? " and stays in your own network" : "");
}

std::string provider_line(const calls::AiProvider& provider) {
    return fmt::format("{} at {}{}. {}.", provider.model, host_of(provider.address), provider.near ? ", in your own network" : "",
                       provider.has_key ? "Key kept" : "No key");
}

std::string test_line(const calls::AiProviderTest::Reply& reply) {
    if (!reply.problem.empty()) return sentence(reply.problem);
    std::string text = fmt::format("Answers in {}.", duration_text(static_cast<double>(reply.took_ms)));
    if (!reply.note.empty()) text += ' ' + sentence(reply.note);
    return text;
}

std::string money(double amount, std::string_view currency) {
    if (!std::isfinite(amount)) return std::string{not_known};
    const bool small = amount > 0 && amount < 0.1;
    if (small && amount < 0.0001) return fmt::format("below 0.0001 {}", currency);
    return small ? fmt::format("{:.4f} {}", amount, currency) : fmt::format("{:.2f} {}", amount, currency);
}

std::string usage_line(const calls::AiChoice& choice, std::string_view currency) {
    std::string text = choice.month_tokens > 0
                           ? fmt::format("{} of {} tokens", thousands(choice.used_tokens), thousands(choice.month_tokens))
                           : count_of(choice.used_tokens, "token");
    const std::string limit =
        choice.month_cents > 0 ? fmt::format("{:.2f}", static_cast<double>(choice.month_cents) / 100) : std::string();
    if (!choice.used_cost)
        text += limit.empty() ? ", cost not known" : fmt::format(", cost not known (limit {} {})", limit, currency);
    else
        text += limit.empty() ? fmt::format(", {}", money(*choice.used_cost, currency))
                              : fmt::format(", {:.2f} of {} {}", *choice.used_cost, limit, currency);
    return text;
}

std::optional<float> usage_share(const calls::AiChoice& choice) {
    std::optional<double> share;
    if (choice.month_tokens > 0) share = static_cast<double>(choice.used_tokens) / static_cast<double>(choice.month_tokens);
    if (choice.month_cents > 0 && choice.used_cost)
        share = std::max(share.value_or(0), *choice.used_cost * 100 / static_cast<double>(choice.month_cents));
    if (!share) return std::nullopt;
    return static_cast<float>(*share);
}

std::optional<std::uint64_t> parse_tokens(std::string_view text) {
    text = trimmed(text);
    if (text.empty()) return 0;
    // Between groups of three digits, one sign, always the same.
    std::string digits;
    char sign = 0;
    std::size_t since = 0; // digits since the last sign
    for (const char letter : text) {
        if (is_digit(letter)) {
            digits += letter;
            ++since;
            continue;
        }
        const bool first = sign == 0;
        if ((letter != ',' && letter != '.' && letter != ' ' && letter != '\'') || (!first && letter != sign))
            return std::nullopt;
        if (first ? since == 0 || since > 3 : since != 3) return std::nullopt;
        sign = letter;
        since = 0;
    }
    if (sign != 0 && since != 3) return std::nullopt;
    return whole(digits);
}

std::optional<std::uint64_t> parse_cents(std::string_view text) {
    text = trimmed(text);
    if (text.empty()) return 0;
    const auto point = text.find_first_of(".,");
    const auto units = whole(text.substr(0, point));
    if (!units || *units > 1'000'000'000) return std::nullopt;
    if (point == std::string_view::npos) return *units * 100;
    const auto decimals = text.substr(point + 1);
    const auto rest = whole(decimals);
    if (!rest || decimals.size() > 2) return std::nullopt;
    return *units * 100 + (decimals.size() == 1 ? *rest * 10 : *rest);
}

std::string cents_text(std::uint64_t cents) {
    if (cents == 0) return {};
    return fmt::format("{}.{:02}", cents / 100, cents % 100);
}

std::string_view sent_state(calls::AiSentState state) {
    switch (state) {
    case calls::AiSentState::under_way: return "Under way";
    case calls::AiSentState::done: return "Done";
    case calls::AiSentState::stopped: return "Stopped";
    case calls::AiSentState::failed: return "Failed";
    }
    return {};
}

std::string sent_fields(const calls::AiSent& sent) {
    if (sent.fields.empty()) return "none of your data";
    std::string text;
    for (const auto& field : sent.fields) text += (text.empty() ? "" : ", ") + field;
    return text;
}

std::string sent_tokens(const calls::AiSent& sent) {
    if (!sent.input_tokens && !sent.output_tokens) return std::string{not_known};
    const auto amount_of = [](std::optional<std::uint32_t> tokens) {
        return tokens ? thousands(*tokens) : std::string{not_known};
    };
    return fmt::format("{} and {} back", amount_of(sent.input_tokens), amount_of(sent.output_tokens));
}

std::string sent_size(const calls::AiSent& sent) {
    return fmt::format("{} and {} back", byte_size(sent.sent_bytes), byte_size(sent.received_bytes));
}

std::string sent_cost(const calls::AiSent& sent, std::string_view currency) {
    return sent.cost ? money(*sent.cost, currency) : std::string{not_known};
}

} // namespace asista::ui::words
