// How answers come: beginning, growing, being written down, ending, and going on after what the coach asked for.
#include "services/coach/coach.hpp"

#include "services/coach/plain_words.hpp"
#include "services/day.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace asista::services {
namespace {

using calls::CoachState;

// Letters that no text here has.
std::string without_controls(std::string_view text) {
    std::string kept;
    kept.reserve(text.size());
    for (const char c : text)
        if (static_cast<unsigned char>(c) >= 0x20 ? c != 0x7F : c == '\n' || c == '\t') kept += c;
    return kept;
}

std::string today_words(ToolMoment moment) {
    const DayNumber today = day_of(moment.now, moment.utc_offset_s);
    const auto minute = static_cast<int>((moment.now - start_of(today, moment.utc_offset_s)) / 60'000);
    const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{today}}};
    return fmt::format("{} {} (as tools take it: {:04}-{:02}-{:02}), {}", long_day(today, today), static_cast<int>(date.year()),
                       static_cast<int>(date.year()), static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       clock_words(minute));
}

std::string problem_of(const ai::StreamEnd& end) {
    std::string problem = end.error->message;
    if (end.retry_after)
        problem += fmt::format("; try again in {} s", std::chrono::ceil<std::chrono::seconds>(*end.retry_after).count());
    return problem;
}

void add_note(std::string& note, std::string_view sentence) {
    if (!sentence.empty()) note += fmt::format("{}{}", note.empty() ? "" : " ", sentence);
}

} // namespace

Result<void> Coach::answer(UserId user, std::uint64_t conversation, std::uint64_t parent) {
    StoredMessage place;
    place.conversation = conversation;
    place.parent = parent;
    place.shown.role = calls::CoachRole::coach;
    place.shown.state = CoachState::writing;
    place.shown.provider = chat_.provider_name();
    place.shown.id = TRY(kept_.add_message(user, place, hooks_.moment().now));
    if (const auto stream = start(user, conversation, parent, place.shown)) {
        live_[place.shown.id] = Live{user, conversation, *stream, place.shown};
    } else {
        place.shown.state = CoachState::failed;
        place.shown.problem = stream.error().message;
        TRY(kept_.finish(user, place.shown, hooks_.moment().now));
    }
    hooks_.changed(user, "coach");
    return {};
}

Result<ai::StreamId> Coach::start(UserId user, std::uint64_t conversation, std::uint64_t parent, calls::CoachMessage& message) {
    const auto now = moment(user);
    auto messages = TRY(branch(user, conversation, parent));
    if (now.counts_only) withhold_names(messages);
    auto request = TRY(coach_request(messages, today_words(now)));
    if (request.left_out > 0)
        message.note = fmt::format("The first {} of this conversation did not fit any more and {} not sent.",
                                   counted(request.left_out, "message", "messages"), request.left_out == 1 ? "was" : "were");
    request.chat.facts =
        TRY(ai::gather_facts(services_, user, services_.user.name, now.now, now.utc_offset_s, ai::FactScope::everything()));
    if (!request.chat.tools.empty())
        request.chat.facts.tools = TRY(ai::gather_tool_facts(services_, user, day_of(now.now, now.utc_offset_s)));
    request.chat.seed = seed_++;
    ai::Chat::Listener listener;
    const auto alive = std::weak_ptr(alive_);
    listener.text = [this, alive, id = message.id](ai::StreamId, const std::string& text) {
        if (!alive.expired()) on_text(id, text);
    };
    listener.end = [this, alive, id = message.id](ai::StreamId, const ai::StreamEnd& end) {
        if (!alive.expired()) on_end(id, end);
    };
    return chat_.start(owner(user), std::move(request.chat), std::move(listener));
}

void Coach::on_text(std::uint64_t message, std::string_view text) {
    const auto found = live_.find(message);
    if (found == live_.end() || found->second.too_long) return;
    Live& live = found->second;
    auto piece = without_controls(text);
    if (live.message.text.size() + piece.size() > Conversations::max_answer_bytes) {
        live.too_long = true;
        static_cast<void>(chat_.cancel(owner(live.user), live.stream).has_value()); // its end follows, or has come
        auto room = Conversations::max_answer_bytes - live.message.text.size();
        while (room > 0 && (static_cast<unsigned char>(piece[room]) & 0xC0U) == 0x80U) --room; // whole characters
        piece.resize(room);
    }
    live.message.text += piece;
    live.unsaved = true;
    hooks_.text(live.stream, piece);
    if (std::exchange(live.save_waits, true)) return;
    hooks_.after(save_interval_ms, [this, alive = std::weak_ptr(alive_), message] {
        if (!alive.expired()) save(message);
    });
}

void Coach::save(std::uint64_t message) {
    const auto found = live_.find(message);
    if (found == live_.end()) return;
    Live& live = found->second;
    live.save_waits = false;
    // On a full disk the next second tries again; what is on the screen is whole.
    live.unsaved = !kept_.save_text(live.user, message, live.message.text).has_value();
}

void Coach::on_end(std::uint64_t message, const ai::StreamEnd& end) {
    auto found = live_.extract(message);
    if (found.empty()) return;
    Live& live = found.mapped();
    if (const auto finished = finish(live, end); !finished) {
        live.message.state = CoachState::failed;
        live.message.problem = finished.error().message;
        // When this cannot be written either, the next start says that it ended early.
        static_cast<void>(kept_.finish(live.user, live.message, hooks_.moment().now).has_value());
    }
    hooks_.ended(live.stream);
    hooks_.changed(live.user, "coach");
}

Result<void> Coach::finish(Live& live, const ai::StreamEnd& end) {
    auto& message = live.message;
    message.input_tokens = end.usage.input_tokens;
    message.output_tokens = end.usage.output_tokens;
    message.state = CoachState::complete;
    add_note(message.note, end.note);
    if (live.too_long) {
        add_note(message.note,
                 fmt::format("The answer was cut at {} KiB, the longest that is kept.", Conversations::max_answer_bytes / 1024));
    } else if (end.error) {
        message.state = end.error->code == Errc::cancelled ? CoachState::stopped : CoachState::failed;
        if (message.state == CoachState::failed) message.problem = problem_of(end);
    } else if (end.reason == ai::StopReason::length) {
        add_note(message.note, "The answer was cut at the longest that is asked for.");
    } else if (end.reason == ai::StopReason::refused) {
        add_note(message.note, "The model declined to answer this.");
    }
    bool go_on = false;
    const auto done = services_.db.transaction([&]() -> Result<void> {
        TRY(kept_.finish(live.user, message, hooks_.moment().now));
        if (message.state == CoachState::complete && !end.tool_calls.empty()) go_on = !TRY(take_calls(live, end.tool_calls));
        return {};
    });
    if (!done) return fail(done.error());
    return go_on ? answer(live.user, live.conversation, message.id) : Result<void>();
}

Result<bool> Coach::take_calls(const Live& live, const std::vector<ai::ToolCall>& asked) {
    const bool too_often = rounds_of(TRY(branch(live.user, live.conversation, live.message.id))) > max_tool_rounds;
    if (too_often) {
        auto note = live.message.note;
        add_note(note, fmt::format("The coach asked for something {} times in a row and was stopped there; ask again to go on.",
                                   max_tool_rounds));
        TRY(kept_.note(live.user, live.message.id, note));
        return true; // nothing is decided, and it does not go on by itself
    }
    bool waits = false;
    for (std::size_t i = 0; i < asked.size() && i < 4 * max_calls; ++i) {
        StoredCall call;
        call.message = live.message.id;
        call.call_id = asked[i].id;
        call.shown.name = asked[i].name;
        call.shown.arguments = asked[i].arguments;
        const auto plan =
            i >= max_calls ? Result<ToolPlan>(fail(Errc::over_limit, "at most {} calls are taken at once", max_calls))
            : asked[i].arguments.size() > max_arguments_bytes
                ? Result<ToolPlan>(fail(Errc::over_limit, "the arguments have more than {} KiB", max_arguments_bytes / 1024))
                : plan_tool(services_, live.user, asked[i].name, asked[i].arguments, moment(live.user));
        if (plan) {
            call.shown.words = plan->words;
            waits = true;
        } else {
            call.shown.words = fmt::format("Something that cannot be done ({})", asked[i].name);
            call.shown.state = calls::CoachCallState::failed;
            call.shown.outcome = plan.error().message;
            call.result = tool_error(plan.error().message);
            if (asked[i].arguments.size() > max_arguments_bytes) call.shown.arguments = "{}";
        }
        TRY(kept_.add_call(live.user, call));
    }
    return waits;
}

} // namespace asista::services
