#include "core/profile_gate.hpp"

#include "core/profile_keeper.hpp"
#include "wire/bytes.hpp"
#include "wire/calls/profiles.hpp"

#include <fmt/ranges.h>

namespace asista::core {
namespace {

template <class Request> Result<Request> read(const wire::Bytes& bytes) {
    auto request = wire::decode<Request>(bytes);
    if (!request) return fail(Errc::invalid, "this call of the lock screen cannot be read");
    return std::move(*request);
}

} // namespace

std::unique_ptr<ProfileGate> ProfileGate::needed(Parts parts) {
    const auto header = sealing_of(parts.profile).asked_for();
    if (!header) return nullptr;
    std::unique_ptr<ProfileGate> gate(new ProfileGate(std::move(parts), *header));
    gate->show({});
    return gate;
}

ProfileGate::ProfileGate(Parts parts, const store::SealHeader& header)
    : parts_(std::move(parts)), profiles_(parts_.profile), sealing_(sealing_of(parts_.profile)), header_(header) {}

void ProfileGate::show(std::string work, std::string problem) {
    auto snapshot = std::make_shared<ui::Snapshot>();
    snapshot->revision = ++revision_;
    snapshot->preferences = parts_.preferences; // of the command line, which go before
    snapshot->preferences.merge(Profiles::appearance_of(parts_.profile));
    auto& lock = snapshot->lock.emplace();
    lock.profile = profiles_.name_of(parts_.profile);
    lock.converts = !open_ && !work.empty();
    lock.work = std::move(work);
    lock.problem = std::move(problem);
    std::error_code none;
    lock.may_stay_plain = std::filesystem::exists(sealing_.seal_wish(), none) && !store::is_sealed(parts_.profile / "asista.db");
    for (auto& each : profiles_.list(true))
        if (!each.current) lock.others.push_back(std::move(each));
    parts_.inbox.put_snapshot(std::move(snapshot));
}

Result<void> ProfileGate::unlock(std::string_view passphrase) {
    auto key = TRY(store::SealKey::open(header_, passphrase));
    const auto work = sealing_.work_ahead();
    if (!work.empty()) show(work);
    const auto left = sealing_.unlock(std::move(key));
    if (!left) {
        show({});
        return fail(left.error());
    }
    if (!left->empty())
        notice_ = fmt::format("Some files stay as they are: {}. Remove what nobody should read.", fmt::join(*left, ", "));
    pass();
    return {};
}

void ProfileGate::pass() {
    open_ = true;
    show("Opening your data"); // until there is something to show
    parts_.opened();
}

void ProfileGate::use_file(std::string_view passphrase) {
    const auto opened = unlock(passphrase);
    if (opened) return;
    auto problem = fmt::format("the passphrase file did not open the profile: {}", opened.error().message);
    fmt::print(stderr, "asista: {}\n", problem);
    show({}, std::move(problem));
}

Result<void> ProfileGate::open_other(const std::string& folder) {
    const auto known = TRY(profiles_.find(folder));
    TRY(profiles_.note_opened(known));
    parts_.inbox.put(RestartOrder{known});
    return {};
}

// A passphrase that was set and forgotten before anything was encrypted: the data is as readable as ever.
Result<void> ProfileGate::leave_plain() {
    if (store::is_sealed(parts_.profile / "asista.db"))
        return fail(Errc::denied, "the data is encrypted; the passphrase alone opens it");
    std::error_code error;
    std::filesystem::remove(sealing_.seal_wish(), error);
    if (error) return fail(Errc::io, "{} cannot be removed: {}", sealing_.seal_wish().string(), error.message());
    pass();
    return {};
}

Result<wire::Bytes> ProfileGate::answer(calls::CallId id, const wire::Bytes& request) {
    switch (id) {
    case calls::ProfileUnlock::id: {
        const auto asked = TRY(read<calls::ProfileUnlock::Request>(request));
        TRY(unlock(asked.passphrase));
        break;
    }
    case calls::ProfilesOpen::id: {
        const auto asked = TRY(read<calls::ProfilesOpen::Request>(request));
        TRY(open_other(asked.folder));
        break;
    }
    case calls::PassphraseRemove::id: TRY(leave_plain()); break;
    default: return fail(Errc::unavailable, "the profile waits for its passphrase");
    }
    return wire::encode(calls::Nothing{});
}

void ProfileGate::call(std::uint64_t ticket, calls::CallId id, const wire::Bytes& request) {
    parts_.inbox.put(CallAnswer{ticket, answer(id, request)});
}

} // namespace asista::core
