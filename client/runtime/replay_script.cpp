// From messages to steps.
#include "runtime/replay_script.hpp"

#include "runtime/manifest.hpp"
#include "wire/calls.hpp"

#include <algorithm>
#include <cstring>
#include <unordered_map>

namespace asista::runtime {

namespace {
using Kind = calls::Step::Kind;
using wire::MessageKind;

template <class... Calls> std::string_view name_in(calls::List<Calls...>, calls::CallId call) {
    std::string_view name;
    ((Calls::id == call ? void(name = Calls::name) : void()), ...);
    return name;
}

// The form is frame.hpp's, packed as wire/calls/record.hpp says.
Result<ScriptFrame> parse_input(std::span<const std::byte> input) {
    ScriptFrame frame;
    const auto wrong = [] { return fail(Errc::invalid, "is damaged: a frame's input is not what its header says"); };
    if (input.size() < sizeof frame.header) return wrong();
    std::memcpy(&frame.header, input.data(), sizeof frame.header);
    const auto& header = frame.header;
    if (header.surface_count > frame::max_surfaces || header.event_count > frame::max_events ||
        header.paste_bytes > frame::max_clipboard_bytes)
        return wrong();
    std::size_t at = sizeof header;
    const auto take = [&](auto& items, std::size_t count) {
        const std::size_t size = count * sizeof(items[0]);
        if (input.size() - at < size) return false;
        items.resize(count);
        if (size > 0) std::memcpy(items.data(), input.data() + at, size);
        at += size;
        return true;
    };
    if (!take(frame.surfaces, header.surface_count) || !take(frame.events, header.event_count) ||
        !take(frame.paste, header.paste_bytes) || at != input.size())
        return wrong();
    return frame;
}

class ScriptMaker {
  public:
    explicit ScriptMaker(ReplayScript& out) : out_(out) {}
    void collect_orders(const std::vector<RecordedMessage>& messages);
    Result<void> read(const RecordedMessage& message);

  private:
    ScriptStep* open() { return is_open_ ? &out_.steps.back() : nullptr; }
    void note_call(const RecordedMessage& message);
    Result<void> begin(const RecordedMessage& message);
    Result<void> end(const RecordedMessage& message);

    ReplayScript& out_;
    std::vector<const RecordedMessage*> orders_;
    std::unordered_map<std::uint64_t, RequestName> requests_;    // of the plugin, by id
    std::unordered_map<std::uint64_t, std::size_t> order_steps_; // steps, by their order's id
    std::unordered_map<calls::CallId, std::size_t> counts_;
    bool is_open_ = false, started_ = false;
    std::uint64_t last_serial_ = 0;
};

// As the host counts them.
void ScriptMaker::collect_orders(const std::vector<RecordedMessage>& messages) {
    for (const auto& message : messages) {
        const auto kind = static_cast<MessageKind>(message.kind);
        if (message.way != RecordedMessage::Way::to_host || (kind != MessageKind::request && kind != MessageKind::notice))
            continue;
        if (message.call == calls::KeepJournal::id || message.call == calls::TakeStep::id || message.call == calls::CallWaits::id)
            continue;
        orders_.push_back(&message);
    }
}

void ScriptMaker::note_call(const RecordedMessage& message) {
    const auto kind = static_cast<MessageKind>(message.kind);
    if (kind == MessageKind::request) requests_.emplace(message.id, RequestName{message.call, counts_[message.call]++});
    if (depends_on_moment(message.call)) return;
    RecordedCall call{kind, message.call, message.payload};
    if (!started_)
        out_.start_calls.push_back(std::move(call));
    else if (auto* const step = open())
        step->calls.push_back(std::move(call));
}

Result<void> ScriptMaker::begin(const RecordedMessage& message) {
    auto decoded = wire::decode<calls::Step>(message.payload);
    if (!decoded || is_open_ || !started_) return fail(Errc::invalid, "is damaged: a step begins where none can");
    ScriptStep made;
    const wire::Bytes input = std::exchange(decoded->input, {});
    made.step = std::move(*decoded);
    const std::uint64_t number = made.step.number;
    switch (made.step.kind) {
    case Kind::order: {
        if (number == 0 || number > orders_.size()) return fail(Errc::invalid, "is damaged: it lacks order {}", number);
        const auto& order = *orders_[number - 1];
        made.order = ScriptOrder{static_cast<MessageKind>(order.kind), order.call, order.id, order.payload, {}};
        if (made.order->kind == MessageKind::request) order_steps_.emplace(order.id, out_.steps.size());
        break;
    }
    case Kind::frame:
        made.frame = TRY(parse_input(input));
        if (made.frame->header.serial != number || number <= last_serial_)
            return fail(Errc::invalid, "is damaged: frame {} does not follow frame {}", number, last_serial_);
        last_serial_ = number;
        break;
    case Kind::reply: {
        const auto request = requests_.find(number);
        if (request == requests_.end()) return fail(Errc::invalid, "is damaged: it answers a request that was not made");
        made.reply_to = request->second;
        break;
    }
    case Kind::timer:
    case Kind::posted: break;
    }
    out_.steps.push_back(std::move(made));
    is_open_ = true;
    return {};
}

Result<void> ScriptMaker::end(const RecordedMessage& message) {
    auto outcome = wire::decode<calls::StepEnded::Request>(message.payload);
    if (!outcome || !is_open_) return fail(Errc::invalid, "is damaged: a step ends that did not begin");
    out_.steps.back().outcome = std::move(*outcome);
    out_.steps.back().ended = true;
    is_open_ = false;
    return {};
}

Result<void> ScriptMaker::read(const RecordedMessage& message) {
    const auto kind = static_cast<MessageKind>(message.kind);
    const RecordedAnswer answer{static_cast<Errc>(message.status), kind == MessageKind::reply ? message.payload : wire::Bytes{}};
    if (message.way == RecordedMessage::Way::to_host) {
        if (kind != MessageKind::reply) return {};
        const auto request = requests_.find(message.id);
        if (request != requests_.end()) out_.answers.emplace(request->second, answer);
        return {};
    }
    if (kind == MessageKind::reply) {
        if (message.call == calls::Hello::id) {
            out_.hello = answer;
            started_ = true;
        } else if (const auto step = order_steps_.find(message.id); step != order_steps_.end()) {
            out_.steps[step->second].order->answer = answer;
        }
        return {};
    }
    if (kind == MessageKind::cancel) return {};
    if (message.call == calls::StepBegins::id) return begin(message);
    if (message.call == calls::StepEnded::id) return end(message);
    note_call(message);
    return {};
}
} // namespace

std::size_t ReplayScript::frames() const {
    return static_cast<std::size_t>(
        std::ranges::count_if(steps, [](const ScriptStep& step) { return step.frame && step.ended; }));
}

bool depends_on_moment(calls::CallId call) { return call == calls::RequestRedraw::id || call == calls::StateChanged::id; }

std::string call_name(calls::CallId call) {
    for (const auto name : {name_in(calls::AllCalls{}, call), name_in(calls::AllOrders{}, call)})
        if (!name.empty()) return std::string(name);
    return fmt::format("call {:#x}", call);
}

Result<ReplayScript> make_script(Recording recording) {
    ReplayScript script;
    script.identity = std::move(recording.identity);
    script.end = std::move(recording.end);
    // The id becomes a process's name, and finds the library to replay with.
    const auto manifest = parse_manifest(script.identity.manifest_json, "its manifest");
    if (!manifest) return fail(Errc::invalid, "is damaged: {}", manifest.error().message);
    if (manifest->id != script.identity.hello.plugin)
        return fail(Errc::invalid, "is damaged: its manifest is of {}, its process of another plugin", manifest->id);
    ScriptMaker maker(script);
    maker.collect_orders(recording.messages);
    for (const auto& message : recording.messages) TRY(maker.read(message));
    return script;
}

} // namespace asista::runtime
