// What the core thread has for the main thread: answers to calls, text of AI streams, orders for the compositor, and the newest
// snapshot. Everything but the snapshot keeps the order in which it was put in, so an AI stream's first text never overtakes the
// answer that names the stream. Putting something in wakes the window.
#pragma once

#include "runtime/frame_sink.hpp"
#include "ui/snapshot.hpp"
#include "wire/calls/orders.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace asista::core {

struct CallAnswer {
    std::uint64_t ticket = 0; // of ClientCalls::send
    Result<wire::Bytes> reply;
};

struct TryAgainOrder {
    InstanceId instance = 0;
};
struct PromoteOrder {
    InstanceId instance = 0, old_instance = 0;
};
struct DetachOrder {
    InstanceId instance = 0;
    bool keep_picture = false;
};
struct DropPictureOrder {
    InstanceId instance = 0;
};
struct PaceOrder {
    InstanceId instance = 0;
    runtime::FrameSink::Pace pace{};
};
struct RedrawOrder {
    InstanceId instance = 0; // 0: a page of the client's
};
struct OpenPageRequest { // a plugin would like one of its pages opened; only right after the user touched it
    std::string plugin;
    InstanceId instance = 0;
    std::string page;
};
struct InputCheck { // did the person do something in this instance in the last second? CoreThread::input_checked() answers
    std::uint64_t question = 0;
    InstanceId instance = 0;
};
struct OpenUrlRequest { // a plugin would like the user to open this
    std::string plugin, url;
};
struct OpenLinkOrder { // the person pressed a link of their own
    std::string address;
};
struct RaiseWindowOrder {     // the person started the client a second time
    std::string page, detail; // to be opened; none: the one that is
};
struct ShadersOrder { // draw with these in place of the built-in ones of the same names
    std::map<std::string, std::string, std::less<>> files;
};
struct RestartOrder {              // the client ends and starts anew: a backup is put back then, data encrypted
    std::filesystem::path profile; // another one is opened; empty: this one again
};

using InboxItem = std::variant<CallAnswer, calls::AiChunk::Request, calls::AiDone::Request, runtime::Attachment, PromoteOrder,
                               TryAgainOrder, DetachOrder, DropPictureOrder, PaceOrder, RedrawOrder, OpenPageRequest,
                               OpenUrlRequest, OpenLinkOrder, InputCheck, RaiseWindowOrder, ShadersOrder, RestartOrder>;

// Also the runtime's FrameSink: its orders become items. [any]
class WindowInbox final : public runtime::FrameSink {
  public:
    explicit WindowInbox(std::function<void()> wake) : wake_(std::move(wake)) {}

    void put(InboxItem item);
    void put_snapshot(ui::SnapshotPtr snapshot);

    // What goes on before there is a snapshot, in words for the person.
    void put_doing(std::string_view what);

    std::vector<InboxItem> take();
    ui::SnapshotPtr snapshot() const; // null until the first one
    std::string doing() const;

    void attach(runtime::Attachment attachment) override { put(std::move(attachment)); }
    void promote(InstanceId instance, InstanceId old_instance) override { put(PromoteOrder{instance, old_instance}); }
    void try_again(InstanceId instance) override { put(TryAgainOrder{instance}); }
    void detach(InstanceId instance, bool keep_picture) override { put(DetachOrder{instance, keep_picture}); }
    void drop_picture(InstanceId instance) override { put(DropPictureOrder{instance}); }
    void set_pace(InstanceId instance, Pace pace) override { put(PaceOrder{instance, pace}); }
    void redraw(InstanceId instance) override { put(RedrawOrder{instance}); }

  private:
    std::function<void()> wake_;
    mutable std::mutex mutex_; // guards what follows
    std::vector<InboxItem> items_;
    ui::SnapshotPtr snapshot_;
    std::string doing_;
};

} // namespace asista::core
