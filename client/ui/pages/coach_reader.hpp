// What the coach page knows: the list of conversations and the branch of the one that is open, read by calls and kept up to date; an answer
// grows by what streams in. [main]
#pragma once

#include "ui/context.hpp"
#include "ui/markdown.hpp"
#include "wire/calls/coach.hpp"
#include "wire/calls/search.hpp"

#include <array>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace asista::ui {

// A message with what drawing it costs, kept until its text or the width is another one.
struct CoachEntry {
    calls::CoachMessage message;
    std::vector<MarkdownBlock> blocks; // of the coach's
    bool parsed = false;
    float height = 0;          // pixels; an estimate until it was measured
    float measured_width = -1; // for which; below 0: not yet
};

// The open conversation. Callbacks hold it, and may outlive the page.
struct CoachTalk {
    std::uint64_t id = 0;
    bool arrived = false;
    std::string title;
    std::deque<CoachEntry> entries; // the newest part of the branch, oldest first
    std::uint32_t above = 0;        // messages that are not read yet
    std::uint32_t prepended = 0;    // entries that came on top since the page looked last
    std::uint8_t kept = 0;
    bool untrusted = false;
    std::uint64_t stream = 0; // of the answer that is being written; 0: none is
    bool reading = false, stale = false;
    std::string problem; // why it could not be read
};

class CoachReader {
  public:
    // Once a frame, first of all.
    void follow(Ui& ui);

    void open(Ui& ui, std::uint64_t conversation); // 0: a new one
    const CoachTalk& talk() const { return *talk_; }
    CoachTalk& talk() { return *talk_; }
    void read_above(Ui& ui); // the next piece of what is not read yet

    const std::vector<calls::CoachConversation>& conversations() const { return list_->conversations; }
    bool list_arrived() const { return list_->arrived; }
    // Those with all the words; nothing while nothing is looked for.
    const std::vector<calls::SearchHit>* found(Ui& ui, const std::string& text);

    // The text that would be sent now, once it is known.
    const calls::CoachContext* context(Ui& ui, calls::CoachContextKind kind);
    void forget_contexts(); // they are read again

    void send(Ui& ui, calls::CoachSend::Request request);
    bool sending() const { return outbox_->sending; }
    // What could not be sent, with the reason, once: it goes back into the line.
    struct Refused {
        calls::CoachSend::Request request;
        std::string reason;
    };
    std::optional<Refused> take_refused();
    void stop(Ui& ui);
    void retry(Ui& ui, std::uint64_t message);
    void choose(Ui& ui, std::uint64_t message);
    void decide(Ui& ui, std::uint64_t call, bool approve);
    bool deciding(std::uint64_t call) const { return outbox_->deciding == call; }

  private:
    struct List {
        std::vector<calls::CoachConversation> conversations;
        bool arrived = false;
    };
    struct Found {
        std::uint64_t asked = 0, answered = 0;
        std::vector<calls::SearchHit> hits;
    };
    struct Contexts {
        std::array<std::optional<calls::CoachContext>, calls::coach_context_kinds> known;
        std::array<bool, calls::coach_context_kinds> asked{};
    };
    struct Outbox {
        bool sending = false;
        std::uint64_t deciding = 0;
        std::uint64_t opens = 0; // a conversation that was made meanwhile
        std::optional<Refused> refused;
    };
    void read(Ui& ui);
    static void take(const std::shared_ptr<CoachTalk>& talk, ClientCalls& calls, calls::CoachRead::Reply&& reply);

    std::shared_ptr<CoachTalk> talk_ = std::make_shared<CoachTalk>();
    std::shared_ptr<List> list_ = std::make_shared<List>();
    std::shared_ptr<Found> found_ = std::make_shared<Found>();
    std::shared_ptr<Contexts> contexts_ = std::make_shared<Contexts>();
    std::shared_ptr<Outbox> outbox_ = std::make_shared<Outbox>();
    std::optional<std::uint64_t> seen_; // revision
    std::string looked_for_;
};

// "Today's tasks"
std::string_view context_name(calls::CoachContextKind kind);
std::string_view context_icon(calls::CoachContextKind kind);
// All of it, as it is sent.
std::string context_text(const calls::CoachContext& context);

} // namespace asista::ui
