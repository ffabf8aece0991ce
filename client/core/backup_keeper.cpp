#include "core/backup_keeper.hpp"

#include "wire/calls/backups.hpp"

#include <memory>
#include <utility>

namespace asista::core {
namespace {

// The start is no time for copying a profile, and tests and screenshots that take less are left alone.
constexpr std::int64_t first_look_ms = 60'000, look_every_ms = 3'600'000;

} // namespace

BackupKeeper::BackupKeeper(Parts parts)
    : parts_(std::move(parts)), backups_(parts_.database, parts_.folder),
      thread_([&loop = parts_.loop](std::function<void()> work) { loop.post(std::move(work)); }) {
    bind();
    timer_ = parts_.loop.call_after(first_look_ms, [this] { look(); });
}

BackupKeeper::~BackupKeeper() {
    *stopped_ = true;
    parts_.loop.cancel_timer(timer_);
}

void BackupKeeper::look() {
    parts_.loop.cancel_timer(timer_);
    timer_ = parts_.loop.call_after(look_every_ms, [this] { look(); });
    thread_.run([backups = backups_] { return backups.list(); },
                [this](Result<std::vector<calls::Backup>> list) {
                    if (list && under_way_ == 0 && services::backup_due(*list, parts_.clock.now_ms()))
                        make(calls::BackupReason::daily, [](const Result<calls::Backup>&) {});
                });
}

void BackupKeeper::make(calls::BackupReason reason, std::function<void(Result<calls::Backup>)> done) {
    ++under_way_;
    thread_.run([backups = backups_, reason, now = parts_.clock.now_ms(),
                 stopped = stopped_] { return backups.make(reason, now, *stopped); },
                [this, done = std::move(done)](Result<calls::Backup> made) {
                    --under_way_;
                    problem_ = made ? std::string() : made.error().message;
                    done(std::move(made));
                });
}

void BackupKeeper::bind() {
    using runtime::Caller;
    parts_.broker.handle_async<calls::BackupsList>(
        [this](const Caller&, const calls::Nothing&, const runtime::Responder<calls::BackupsList>& respond) {
            // Not on the thread that makes them: the list must not wait for a copy. A folder of two dozen names is read in no time.
            auto list = backups_.list();
            if (!list) return respond(fail(std::move(list.error())));
            respond(calls::BackupsList::Reply{std::move(*list), backups_.folder().string(), problem_, under_way_ > 0});
        });
    parts_.broker.handle_async<calls::BackupsMake>(
        [this](const Caller&, const calls::Nothing&, const runtime::Responder<calls::BackupsMake>& respond) {
            if (under_way_ > 0) return respond(fail(Errc::busy, "a backup is being made already; wait for it"));
            make(calls::BackupReason::by_hand, [respond](Result<calls::Backup> made) { respond(std::move(made)); });
        });
    parts_.broker.handle_async<calls::BackupsPreview>([this](const Caller&, const calls::BackupsPreview::Request& request,
                                                             const runtime::Responder<calls::BackupsPreview>& respond) {
        thread_.run([backups = backups_, name = request.name] { return backups.preview(name); },
                    [respond](Result<calls::BackupsPreview::Reply> reply) { respond(std::move(reply)); });
    });
    parts_.broker.handle_async<calls::BackupsRestore>([this](const Caller&, const calls::BackupsRestore::Request& request,
                                                             const runtime::Responder<calls::BackupsRestore>& respond) {
        if (under_way_ > 0) return respond(fail(Errc::busy, "a backup is being made; wait for it"));
        ++under_way_;
        thread_.run([backups = backups_, name = request.name, now = parts_.clock.now_ms(),
                     stopped = stopped_] { return backups.prepare_restore(name, now, *stopped); },
                    [this, respond](Result<void> ready) {
                        --under_way_;
                        if (!ready) return respond(fail(std::move(ready.error())));
                        respond(calls::Nothing{});
                        parts_.restart();
                    });
    });
}

} // namespace asista::core
