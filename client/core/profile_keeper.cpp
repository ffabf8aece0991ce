#include "core/profile_keeper.hpp"

#include "core/trash.hpp"
#include "runtime/library_file.hpp"

#include <span>

namespace asista::core {
namespace {

using runtime::Caller;
using Key = Result<std::shared_ptr<const store::SealKey>>;

constexpr const char* not_sealed = "this profile has no passphrase; set one first";

} // namespace

services::Sealing sealing_of(const std::filesystem::path& profile) { return {profile / "asista.db", profile / "backups"}; }

ProfileKeeper::ProfileKeeper(Parts parts)
    : parts_(std::move(parts)), folders_(parts_.profile), list_(folders_.list(store::used_seal() != nullptr)),
      sealing_(sealing_of(parts_.profile)),
      thread_([&loop = parts_.loop](std::function<void()> work) { loop.post(std::move(work)); }) {
    bind_profiles();
    bind_removal();
    bind_passphrase();
}

void ProfileKeeper::look_again() {
    list_ = folders_.list(store::used_seal() != nullptr);
    parts_.changed();
}

void ProfileKeeper::note_appearance(const std::map<std::string, std::string>& preferences) const {
    // Where it cannot be written, the lock screen looks as it did before: nobody has to hear of that.
    static_cast<void>(Profiles::note_appearance(parts_.profile, preferences).has_value());
}

void ProfileKeeper::bind_profiles() {
    auto& broker = parts_.broker;
    broker.handle<calls::ProfilesCreate>(
        [this](const Caller&, const calls::ProfilesCreate::Request& request) -> Result<calls::ProfileInfo> {
            auto made = TRY(folders_.create(request.name));
            look_again();
            return made;
        });
    broker.handle<calls::ProfilesRename>(
        [this](const Caller&, const calls::ProfilesRename::Request& request) -> Result<calls::Nothing> {
            TRY(folders_.rename(request.folder, request.name));
            look_again();
            return calls::Nothing{};
        });
    broker.handle<calls::ProfilesOpen>(
        [this](const Caller&, const calls::ProfilesOpen::Request& request) -> Result<calls::Nothing> {
            const auto folder = TRY(folders_.find(request.folder));
            TRY(folders_.note_opened(folder));
            parts_.restart(folder);
            return calls::Nothing{};
        });
    broker.handle<calls::ProfileUnlock>([](const Caller&, const calls::ProfileUnlock::Request&) -> Result<calls::Nothing> {
        return fail(Errc::invalid, "this profile is open already");
    });
}

// On the thread for files: a profile may have ten thousand of them.
void ProfileKeeper::bind_removal() {
    auto& broker = parts_.broker;
    broker.handle_async<calls::ProfilesLook>([this](const Caller&, const calls::ProfilesLook::Request& request,
                                                    const runtime::Responder<calls::ProfilesLook>& respond) {
        thread_.run([folders = folders_, folder = request.folder] { return folders.look(folder); },
                    [respond](Result<calls::ProfilesLook::Reply> reply) { respond(std::move(reply)); });
    });
    broker.handle_async<calls::ProfilesRemove>([this](const Caller&, const calls::ProfilesRemove::Request& request,
                                                      const runtime::Responder<calls::ProfilesRemove>& respond) {
        const auto wall = parts_.clock.now_ms() + InstantMs{parts_.clock.utc_offset_s()} * 1000;
        thread_.run(
            [folders = folders_, request, wall] { return folders.remove(request.folder, request.name, home_trash(), wall); },
            [this, respond](const Result<std::filesystem::path>& moved) {
                look_again(); // it may be gone by somebody else
                if (!moved) return respond(fail(moved.error()));
                respond(calls::ProfilesRemove::Reply{moved->string()});
            });
    });
}

void ProfileKeeper::bind_passphrase() {
    auto& broker = parts_.broker;
    broker.handle_async<calls::PassphraseSet>([this](const Caller&, const calls::PassphraseSet::Request& request,
                                                     const runtime::Responder<calls::PassphraseSet>& respond) {
        if (store::used_seal()) return respond(fail(Errc::invalid, "this profile has a passphrase; change that one"));
        thread_.run(
            [passphrase = request.passphrase, effort = parts_.effort] { return store::SealKey::make(passphrase, effort); },
            [this, respond](const Key& key) {
                if (!key) return respond(fail(key.error()));
                const auto& header = (*key)->header();
                if (auto wished = runtime::write_by_rename(sealing_.seal_wish(), std::span<const std::byte>(header)); !wished)
                    return respond(fail(std::move(wished.error())));
                respond(calls::Nothing{});
                parts_.restart({});
            });
    });
    broker.handle_async<calls::PassphraseChange>([this](const Caller&, const calls::PassphraseChange::Request& request,
                                                        const runtime::Responder<calls::PassphraseChange>& respond) {
        const auto used = store::used_seal();
        if (!used) return respond(fail(Errc::invalid, "{}", not_sealed));
        thread_.run(
            [request, used, effort = parts_.effort]() -> Key {
                TRY(store::SealKey::open(used->header(), request.present));
                return used->with_passphrase(request.next, effort);
            },
            [this, respond](const Key& key) {
                if (!key) return respond(fail(key.error()));
                if (auto written = parts_.db.replace_seal(**key); !written) return respond(fail(std::move(written.error())));
                if (auto taken = store::use_seal(*key); !taken) return respond(fail(std::move(taken.error())));
                sealing_.change_others(**key);
                respond(calls::Nothing{});
            });
    });
    broker.handle_async<calls::PassphraseRemove>([this](const Caller&, const calls::PassphraseRemove::Request& request,
                                                        const runtime::Responder<calls::PassphraseRemove>& respond) {
        const auto used = store::used_seal();
        if (!used) return respond(fail(Errc::invalid, "{}", not_sealed));
        thread_.run([request, used] { return store::SealKey::open(used->header(), request.present); },
                    [this, respond](const Key& key) {
                        if (!key) return respond(fail(key.error()));
                        if (auto wished = runtime::write_by_rename(sealing_.unseal_wish(), std::string_view()); !wished)
                            return respond(fail(std::move(wished.error())));
                        respond(calls::Nothing{});
                        parts_.restart({});
                    });
    });
}

} // namespace asista::core
