#include "services/quick_add.hpp"

#include "services/quick_match.hpp"

#include <algorithm>
#include <cmath>

namespace asista::services {
namespace {

using quick::Match;
using quick::Word;

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

std::string lower_case(std::string_view text) {
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return lower;
}

struct Quotation {
    std::uint32_t begin, end; // with its quotes
};

// Quotes count where a word begins with one and one ends a word.
std::vector<Quotation> quotations_of(std::string_view text) {
    std::vector<Quotation> found;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '"' || (i > 0 && !is_space(text[i - 1]))) continue;
        for (auto end = text.find('"', i + 1); end != std::string_view::npos; end = text.find('"', end + 1)) {
            const bool ends_word =
                end + 1 == text.size() || is_space(text[end + 1]) || text[end + 1] == ',' || text[end + 1] == '.';
            if (!ends_word || end == i + 1) continue;
            found.push_back({static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(end + 1)});
            i = end;
            break;
        }
    }
    return found;
}

std::vector<Word> words_of(std::string_view text, const std::vector<Quotation>& quotations) {
    constexpr std::string_view closing = ",;:!?)", opening = "(";
    std::vector<Word> words;
    for (std::size_t i = 0; i < text.size();) {
        if (is_space(text[i])) {
            ++i;
            continue;
        }
        std::size_t end = i;
        while (end < text.size() && !is_space(text[end])) ++end;
        std::size_t first = i, last = end;
        while (first < last && opening.find(text[first]) != std::string_view::npos) ++first;
        while (last > first && closing.find(text[last - 1]) != std::string_view::npos) --last;
        // "24.12." is a date with its point; any other point ends a sentence.
        const auto stem = text.substr(first, last - first);
        const bool date_point = stem.size() > 3 && stem.ends_with('.') && stem.front() >= '0' && stem.front() <= '9' &&
                                std::ranges::count(stem, '.') == 2;
        if (last > first && text[last - 1] == '.' && !date_point) --last;
        Word word{static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(last),
                  lower_case(text.substr(first, last - first)), last < end, false};
        word.quoted = std::ranges::any_of(quotations, [&](const auto& q) { return first < q.end && end > q.begin; });
        words.push_back(std::move(word));
        i = end;
    }
    return words;
}

class Parser {
  public:
    Parser(std::string_view text, const QuickContext& context)
        : text_(text), context_(context), quotations_(quotations_of(text)), words_(words_of(text, quotations_)) {}

    QuickAdd run() {
        for (std::size_t at = 0; at < words_.size();) {
            const std::size_t taken = words_[at].quoted || words_[at].lower.empty() ? 0 : take(at);
            at += std::max<std::size_t>(taken, 1);
        }
        drop_quotes();
        settle_days();
        std::ranges::sort(result_.spans, {}, &QuickSpan::begin);
        result_.title = title();
        return std::move(result_);
    }

  private:
    void span(std::size_t at, std::size_t words, QuickKind kind) {
        result_.spans.push_back({words_[at].begin, words_[at + words - 1].end, kind});
    }

    // How many words from `at` on were recognised.
    std::size_t take(std::size_t at) {
        if (take_sign(at)) return 1;
        const quick::Words words(words_);
        const auto commit = [&](const Match& match, QuickKind kind) {
            span(at, match.words, kind);
            if (match.minute && (kind == QuickKind::time || !minute_)) minute_ = match.minute;
            return match.words;
        };
        if (result_.recurrence.empty())
            if (const auto match = quick::match_repetition(words, at, context_)) {
                result_.recurrence = match->rule;
                return commit(*match, QuickKind::repetition);
            }
        if (!day_)
            if (const auto match = quick::match_day(words, at, context_)) {
                day_ = match->day;
                start_ = match->start;
                return commit(*match, QuickKind::day);
            }
        if (!timed_)
            if (const auto match = quick::match_time(words, at, context_)) {
                timed_ = true;
                return commit(*match, QuickKind::time);
            }
        return 0;
    }

    bool take_sign(std::size_t at) {
        const Word& word = words_[at];
        const std::string_view rest = std::string_view(word.lower).substr(1);
        if (rest.empty()) return false;
        switch (word.lower.front()) {
        case '#': return take_tag(at, rest);
        case '@':
        case '+': return take_project(at, rest);
        case '!': return take_energy(at, rest);
        case '~': return take_estimate(at, rest);
        default: return false;
        }
    }

    bool take_tag(std::size_t at, std::string_view rest) {
        const bool number = std::ranges::all_of(rest, [](char c) { return c >= '0' && c <= '9'; });
        // "#12" is a number of something; other signs within are none of ours.
        if (number || rest.size() > 50 || rest.find_first_of("#@+!\"") != std::string_view::npos) return false;
        result_.tags.emplace_back(text_.substr(words_[at].begin + 1, rest.size()));
        span(at, 1, QuickKind::tag);
        return true;
    }

    bool take_project(std::size_t at, std::string_view rest) {
        if (result_.project != 0) return false;
        for (const auto& project : context_.projects) {
            auto name = lower_case(project.name);
            std::erase(name, ' ');
            if (name != rest) continue;
            result_.project = project.id;
            span(at, 1, QuickKind::project);
            return true;
        }
        return false;
    }

    bool take_energy(std::size_t at, std::string_view rest) {
        constexpr std::array<std::string_view, 5> names{"xs", "s", "m", "l", "xl"};
        const auto found = std::ranges::find(names, rest);
        if (result_.energy || found == names.end()) return false;
        result_.energy = static_cast<Energy>(found - names.begin());
        span(at, 1, QuickKind::energy);
        return true;
    }

    // ~15m ~1h ~1h30 ~1h30m ~1.5h ~45min
    bool take_estimate(std::size_t at, std::string_view rest) {
        if (result_.estimate_minutes) return false;
        const auto minutes = [](std::string_view text) -> std::optional<int> {
            for (const char* ending : {"minutes", "min", "m"})
                if (text.ends_with(ending))
                    return quick::number_of(text.substr(0, text.size() - std::string_view(ending).size()), 4);
            return std::nullopt;
        };
        std::optional<int> total;
        if (const auto h = rest.find('h'); h != std::string_view::npos) {
            const auto point = rest.find('.');
            const auto hours = quick::number_of(rest.substr(0, std::min(h, point)), 3);
            auto behind = rest.substr(h + 1);
            std::optional<int> more = behind.empty() || behind == "ours" || behind == "our" || behind == "rs" || behind == "r"
                                          ? std::optional(0)
                                          : quick::number_of(behind, 2);
            if (!more) more = minutes(behind);
            if (point < h) { // one digit of an hour
                const auto tenths = quick::number_of(rest.substr(point + 1, h - point - 1), 1);
                more = tenths && more == 0 ? std::optional(*tenths * 6) : std::nullopt;
            }
            if (hours && more) total = *hours * 60 + *more;
        } else {
            total = minutes(rest);
        }
        if (!total || *total < 1 || *total > 60 * 24 * 30) return false;
        result_.estimate_minutes = static_cast<std::uint32_t>(*total);
        span(at, 1, QuickKind::estimate);
        return true;
    }

    // Quotes that kept something from being recognised have done their work; others belong to the title.
    void drop_quotes() {
        for (const auto& quotation : quotations_) {
            const auto content = text_.substr(quotation.begin + 1, quotation.end - quotation.begin - 2);
            if (content.find('"') != std::string_view::npos || parse_quick_add(content, context_).spans.empty()) continue;
            result_.spans.push_back({quotation.begin, quotation.begin + 1, QuickKind::quote});
            result_.spans.push_back({quotation.end - 1, quotation.end, QuickKind::quote});
        }
    }

    void settle_days() {
        if (!result_.recurrence.empty() && (!day_ || start_)) {
            // It begins with the first day of the rule, today included while the time has not passed.
            const bool passed = minute_ && *minute_ <= context_.minute && !day_;
            day_ = quick::first_day_of(result_.recurrence, day_.value_or(context_.today + (passed ? 1 : 0)));
            start_ = false;
        }
        if (minute_ && !day_) day_ = context_.today + (*minute_ <= context_.minute ? 1 : 0);
        if (start_)
            result_.start_day = day_;
        else
            result_.due_day = day_;
        if (minute_ && result_.due_day) result_.due_minute = static_cast<std::uint16_t>(*minute_);
    }

    // What is left, in its order. Where words were taken out, one space stays of those around them.
    std::string title() const {
        std::string title;
        std::size_t from = 0;
        const auto append = [&](std::string_view piece, bool joined) {
            if (!joined && !title.empty() && !piece.empty() && is_space(piece.front()))
                while (!title.empty() && is_space(title.back())) title.pop_back();
            title += piece;
        };
        bool joined = true;
        for (const auto& each : result_.spans) {
            append(text_.substr(from, each.begin - from), joined);
            from = each.end;
            joined = each.kind == QuickKind::quote;
            // "call tomorrow, then write": the comma stands behind "call".
            const bool punctuation = from < text_.size() && !is_space(text_[from]) && text_[from] != '"';
            if (!joined && punctuation)
                while (!title.empty() && is_space(title.back())) title.pop_back();
        }
        append(text_.substr(from), joined);
        const auto first = std::ranges::find_if_not(title, is_space);
        title.erase(title.begin(), first);
        while (!title.empty() && is_space(title.back())) title.pop_back();
        return title;
    }

    std::string_view text_;
    const QuickContext& context_;
    std::vector<Quotation> quotations_;
    std::vector<Word> words_;
    QuickAdd result_;
    std::optional<DayNumber> day_;
    std::optional<int> minute_;
    bool start_ = false, timed_ = false;
};

} // namespace

QuickAdd parse_quick_add(std::string_view text, const QuickContext& context) {
    if (text.size() > max_quick_add_bytes) {
        QuickAdd all;
        all.title = text;
        return all;
    }
    return Parser(text, context).run();
}

} // namespace asista::services
