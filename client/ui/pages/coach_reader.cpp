#include "ui/pages/coach_reader.hpp"

#include "ui/toasts.hpp"
#include "ui/words.hpp"
#include "wire/calls/history.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace asista::ui {

namespace {

// For calls whose answer is a refusal or nothing: what is different comes with the next revision.
auto told(Ui& ui) {
    return [toasts = &ui.toasts](Result<calls::Nothing> reply) {
        if (reply || reply.error().code == Errc::cancelled) return;
        Toast toast;
        toast.title = "That did not work";
        toast.body = words::sentence(reply.error().message);
        toast.level = NotificationLevel::error;
        toasts->replace(std::move(toast));
    };
}

} // namespace

void CoachReader::follow(Ui& ui) {
    if (const auto opened = std::exchange(outbox_->opens, 0); opened != 0 && talk_->id == 0) open(ui, opened);
    const bool stale = seen_ != ui.snapshot.coach_revision;
    if (stale) {
        seen_ = ui.snapshot.coach_revision;
        ui.calls.call<calls::CoachList>({}, [list = list_](Result<calls::CoachList::Reply> reply) {
            if (!reply) return;
            list->conversations = std::move(reply->conversations);
            list->arrived = true;
        });
    }
    if (stale) talk_->stale = true;
    if (talk_->stale && !talk_->reading && talk_->id != 0) read(ui);
}

void CoachReader::open(Ui& ui, std::uint64_t conversation) {
    talk_ = std::make_shared<CoachTalk>();
    talk_->id = conversation;
    if (conversation != 0) read(ui);
}

// The newest piece; what is above it stays as it was read.
void CoachReader::read(Ui& ui) {
    talk_->stale = false;
    talk_->reading = true;
    ui.calls.call<calls::CoachRead>({talk_->id, 0}, [talk = talk_, calls = &ui.calls](Result<calls::CoachRead::Reply> reply) {
        talk->reading = false;
        if (reply) return take(talk, *calls, std::move(*reply));
        if (reply.error().code != Errc::cancelled) talk->problem = reply.error().message;
    });
}

void CoachReader::take(const std::shared_ptr<CoachTalk>& talk, ClientCalls& calls, calls::CoachRead::Reply&& reply) {
    talk->arrived = true;
    talk->problem.clear();
    talk->title = std::move(reply.conversation.title);
    talk->kept = reply.kept;
    talk->untrusted = reply.untrusted;
    // What was read above stays where this piece goes on from it: the branch is the same there.
    std::deque<CoachEntry> entries;
    if (!reply.messages.empty()) {
        const auto joint =
            std::ranges::find(talk->entries, reply.messages.front().id, [](const CoachEntry& entry) { return entry.message.id; });
        const auto before = static_cast<std::uint32_t>(joint - talk->entries.begin());
        if (joint != talk->entries.end() && talk->above + before == reply.above) {
            std::move(talk->entries.begin(), joint, std::back_inserter(entries));
        } else {
            talk->above = reply.above;
        }
    } else {
        talk->above = 0;
    }
    for (auto& message : reply.messages) {
        CoachEntry entry;
        const auto old = std::ranges::find(talk->entries, message.id, [](const CoachEntry& each) { return each.message.id; });
        if (old != talk->entries.end()) { // parsed and measured again only where it is another one
            if (old->message.text == message.text) {
                entry.blocks = std::move(old->blocks);
                entry.parsed = old->parsed;
            }
            entry.height = old->height;
        }
        entry.message = std::move(message);
        entries.push_back(std::move(entry));
    }
    talk->entries = std::move(entries);
    talk->stream = reply.stream;
    if (reply.stream == 0) return;
    const std::weak_ptr<CoachTalk> weak = talk;
    calls.listen_ai(reply.stream,
                    [weak, stream = reply.stream](const calls::AiChunk::Request* chunk, const calls::AiDone::Request* done) {
                        const auto listening = weak.lock();
                        if (!listening || listening->stream != stream || listening->entries.empty()) return;
                        auto& last = listening->entries.back();
                        if (chunk != nullptr) {
                            last.message.text += chunk->text;
                            last.parsed = false;
                            last.measured_width = -1;
                        }
                        if (done != nullptr) listening->stale = true;
                    });
}

void CoachReader::read_above(Ui& ui) {
    if (talk_->above == 0 || talk_->reading || talk_->entries.empty()) return;
    talk_->reading = true;
    const auto first = talk_->entries.front().message.id;
    ui.calls.call<calls::CoachRead>({talk_->id, first}, [talk = talk_, first](Result<calls::CoachRead::Reply> reply) {
        talk->reading = false;
        if (!reply || talk->entries.empty() || talk->entries.front().message.id != first) return; // another branch by now
        talk->above = reply->above;
        talk->prepended += static_cast<std::uint32_t>(reply->messages.size());
        for (auto message = reply->messages.rbegin(); message != reply->messages.rend(); ++message) {
            CoachEntry entry;
            entry.message = std::move(*message);
            talk->entries.push_front(std::move(entry));
        }
    });
}

const std::vector<calls::SearchHit>* CoachReader::found(Ui& ui, const std::string& text) {
    if (text.find_first_not_of(' ') == std::string::npos) {
        looked_for_.clear();
        found_->hits.clear();
        return nullptr;
    }
    if (text != looked_for_) {
        looked_for_ = text;
        const auto number = ++found_->asked;
        ui.calls.call<calls::SearchFind>({.text = text}, [found = found_, number](Result<calls::SearchFind::Reply> reply) {
            if (number <= found->answered) return;
            found->answered = number;
            found->hits.clear();
            if (!reply) return;
            for (auto& hit : reply->hits)
                if (hit.kind == calls::SearchKind::conversation) found->hits.push_back(std::move(hit));
        });
    }
    return &found_->hits;
}

const calls::CoachContext* CoachReader::context(Ui& ui, calls::CoachContextKind kind) {
    const auto index = static_cast<std::size_t>(kind);
    if (!contexts_->known[index] && !std::exchange(contexts_->asked[index], true))
        ui.calls.call<calls::CoachLook>({kind}, [contexts = contexts_, index](Result<calls::CoachContext> reply) {
            if (reply) contexts->known[index] = std::move(*reply);
        });
    return contexts_->known[index] ? &*contexts_->known[index] : nullptr;
}

void CoachReader::forget_contexts() { contexts_ = std::make_shared<Contexts>(); }

void CoachReader::send(Ui& ui, calls::CoachSend::Request request) {
    request.conversation = talk_->id;
    outbox_->sending = true;
    ui.calls.call<calls::CoachSend>(request, [outbox = outbox_, request](Result<calls::CoachSend::Reply> reply) {
        outbox->sending = false;
        if (reply)
            outbox->opens = reply->conversation;
        else if (reply.error().code != Errc::cancelled)
            outbox->refused = Refused{request, reply.error().message};
    });
}

std::optional<CoachReader::Refused> CoachReader::take_refused() { return std::exchange(outbox_->refused, std::nullopt); }

void CoachReader::stop(Ui& ui) { ui.calls.call<calls::CoachStop>({talk_->id}, told(ui)); }
void CoachReader::retry(Ui& ui, std::uint64_t message) { ui.calls.call<calls::CoachRetry>({message}, told(ui)); }
void CoachReader::choose(Ui& ui, std::uint64_t message) { ui.calls.call<calls::CoachChoose>({message}, told(ui)); }

void CoachReader::decide(Ui& ui, std::uint64_t call, bool approve) {
    outbox_->deciding = call;
    ui.calls.call<calls::CoachDecide>({call, approve}, [outbox = outbox_, toasts = &ui.toasts, calls = &ui.calls,
                                                        talk = talk_](Result<calls::CoachToolCall> reply) {
        outbox->deciding = 0;
        talk->stale = true;
        if (!reply && reply.error().code == Errc::cancelled) return;
        Toast toast;
        if (!reply) {
            toast.title = "That did not work";
            toast.body = words::sentence(reply.error().message);
            toast.level = NotificationLevel::error;
        } else if (reply->change == 0) {
            return; // the card says it
        } else {
            toast.title = reply->outcome;
            toast.icon = "chat-circle";
            toast.button = "Undo";
            toast.pressed = [calls, change = reply->change] { calls->call<calls::UndoChange>({change}); };
        }
        toasts->replace(std::move(toast));
    });
}

std::string_view context_name(calls::CoachContextKind kind) {
    switch (kind) {
    case calls::CoachContextKind::tasks: return "Today's tasks";
    case calls::CoachContextKind::habits: return "Habits";
    case calls::CoachContextKind::goals: return "Goals";
    case calls::CoachContextKind::week: break;
    }
    return "This week";
}

std::string_view context_icon(calls::CoachContextKind kind) {
    switch (kind) {
    case calls::CoachContextKind::tasks: return "check-square";
    case calls::CoachContextKind::habits: return "repeat";
    case calls::CoachContextKind::goals: return "target";
    case calls::CoachContextKind::week: break;
    }
    return "calendar-blank";
}

std::string context_text(const calls::CoachContext& context) {
    return context.foreign.empty() ? context.own : context.own + "\n\n" + context.foreign;
}

} // namespace asista::ui
