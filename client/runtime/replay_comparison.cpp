// Words for what differs.
#include "runtime/replay_comparison.hpp"

#include "runtime/plugin_log.hpp"
#include "wire/calls/record.hpp"

#include <algorithm>

namespace asista::runtime {

namespace {
using Kind = calls::Step::Kind;

// What can be read of a message: its texts, enough to recognise it by.
std::string excerpt(const wire::Bytes& payload) {
    constexpr std::size_t most = 80;
    std::string text;
    for (const std::byte byte : payload) {
        const char c = static_cast<char>(byte);
        if (c >= 0x20 && c < 0x7F)
            text += c;
        else if (!text.empty() && text.back() != ' ')
            text += ' ';
        if (text.size() == most) break;
    }
    while (text.ends_with(' ')) text.pop_back();
    return text.empty() ? fmt::format("{} bytes", payload.size()) : fmt::format("\"{}\"", text);
}

std::string called(const RecordedCall& call) { return fmt::format("{} ({})", call_name(call.call), excerpt(call.payload)); }

std::optional<std::string> first_other_call(const std::vector<RecordedCall>& was, const std::vector<RecordedCall>& is) {
    for (std::size_t i = 0; i < std::max(was.size(), is.size()); ++i) {
        if (i == was.size()) return fmt::format("it called {}, where the recording has no further call", called(is[i]));
        if (i == is.size()) return fmt::format("it did not call {}, as it did in the recording", called(was[i]));
        if (was[i] != is[i]) return fmt::format("it called {}, where the recording has {}", called(is[i]), called(was[i]));
    }
    return std::nullopt;
}
} // namespace

std::string step_name(const ScriptStep& step) {
    switch (step.step.kind) {
    case Kind::order: return call_name(step.order->call);
    case Kind::frame: return fmt::format("frame {}", step.step.number);
    case Kind::timer: return fmt::format("timer {}", step.step.number);
    case Kind::posted: return "posted work";
    case Kind::reply: return fmt::format("the answer to {}", call_name(step.reply_to->call));
    }
    return {};
}

void ReplayComparison::calls(std::size_t number, std::string_view where, const std::vector<RecordedCall>& was,
                             const std::vector<RecordedCall>& is) {
    report.calls += was.size();
    if (const auto other = first_other_call(was, is)) differs(number, fmt::format("In {}, {}.", where, *other));
}

void ReplayComparison::answer(std::size_t number, const ScriptOrder& order, const RecordedAnswer& is) {
    if (!order.answer || *order.answer == is) return;
    differs(number, fmt::format("It answered {} with {}, where the recording has {}.", call_name(order.call), excerpt(is.payload),
                                excerpt(order.answer->payload)));
}

void ReplayComparison::frame(std::size_t number, std::uint64_t serial, const calls::StepEnded::Request& was,
                             const calls::StepEnded::Request& is) {
    ++report.frames;
    last_frame_ = serial;
    std::string what = frame::difference(was.print, is.print);
    if (was.refused != is.refused)
        what = is.refused.empty() ? "good, but was refused: " + printable_line(was.refused)
                                  : "refused: " + printable_line(is.refused);
    if (what.empty()) return;
    ++report.different_frames;
    if (!report.first_frame) report.first_frame = ReplayDifference{number, serial, std::move(what)};
}

void ReplayComparison::ended(std::size_t number, std::string what) {
    if (!report.ended) report.ended = ReplayDifference{number, last_frame_, std::move(what)};
}

void ReplayComparison::differs(std::size_t number, std::string what) {
    ++report.different_calls;
    if (!report.first_call) report.first_call = ReplayDifference{number, last_frame_, std::move(what)};
}

ReplayReport compare(const ReplayScript& script, const ReplayScript& other) {
    ReplayComparison compared;
    compared.report.other_library = script.identity.library_hash != other.identity.library_hash;
    compared.calls(0, "its start", script.start_calls, other.start_calls);
    std::size_t number = 0;
    for (; number < script.steps.size() && number < other.steps.size(); ++number) {
        const auto &was = script.steps[number], &is = other.steps[number];
        if (!was.ended || !is.ended) break;
        if (was.step.kind != is.step.kind || (was.order && was.order->call != is.order->call)) {
            compared.differs(number + 1, fmt::format("{} where the other has {}.", step_name(was), step_name(is)));
            break;
        }
        ++compared.report.steps;
        compared.calls(number + 1, step_name(was), was.calls, is.calls);
        if (was.order && is.order && is.order->answer) compared.answer(number + 1, *was.order, *is.order->answer);
        if (was.frame) compared.frame(number + 1, was.step.number, was.outcome, is.outcome);
    }
    if (!compared.report.first_call && script.steps.size() != other.steps.size())
        compared.ended(number, fmt::format("One has {} steps, the other {}.", script.steps.size(), other.steps.size()));
    return std::move(compared.report);
}

} // namespace asista::runtime
