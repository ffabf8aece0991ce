#include "runtime/build_history.hpp"

namespace asista::runtime {

void BuildKeeper::said(const Result<void>& done) const {
    if (!done && note_) note_(done.error().message);
}

void BuildKeeper::read() {
    if (std::exchange(read_, true)) return;
    auto history = store_->load(plugin_);
    if (history)
        history_ = std::move(*history);
    else if (note_)
        note_(history.error().message);
}

void BuildKeeper::save() {
    if (!history_.good) return;
    const auto saved = store_->save(plugin_, history_, library_ ? &library_ : nullptr);
    said(saved);
    if (saved) library_.reset();
}

void BuildKeeper::try_out(const BuildName& build) {
    history_.tried = build;
    history_.refused = {};
    history_.why.clear();
    watched_ = true;
    faults_ = 0;
}

std::optional<BuildKeeper::Instead> BuildKeeper::starting(const BuildName& in_folder, const std::optional<SavedState>& saved) {
    if (!store_) return std::nullopt;
    read();
    before_first_write(); // of one that was replaced and then died before it wrote
    if (refuses(in_folder) && history_.good) {
        const auto& good = *history_.good;
        auto library = library_ ? library_.duplicate() : store_->library(plugin_, good.name);
        auto manifest = parse_manifest(good.manifest_json, plugin_ + " before");
        if (library && manifest) return Instead{good.name, std::move(*manifest), std::move(*library)};
        if (note_)
            note_(fmt::format("the build before cannot be started, so the new one is tried again: {}",
                              library ? manifest.error().message : library.error().message));
        forget();
    }
    const bool is_good = history_.good && history_.good->name == in_folder;
    if (is_good || (history_.tried == in_folder && watched_)) {
        if (is_good) history_.tried = history_.refused = {};
        return std::nullopt;
    }
    // One that this client has not started. If the history says that it is being tried, an earlier run of the client began that.
    const bool known = history_.tried == in_folder;
    try_out(in_folder);
    if (!known && history_.good) {
        history_.good->state = saved;
        mark_due_ = true;
        before_first_write();
    }
    return std::nullopt;
}

void BuildKeeper::replaced(const BuildName& before, const Manifest& manifest, UniqueFd library, std::optional<SavedState> state,
                           const BuildName& next) {
    if (!store_) return;
    read();
    const bool was_good = history_.good && history_.good->name == before;
    // One that has failed already is not gone back to: then what ran before that one is kept, and the storage as it was then.
    if (was_good || faults_ == 0) {
        history_.good = GoodBuild{before, manifest.text, std::move(state)};
        library_ = std::move(library);
        mark_due_ = true;
    }
    if (history_.good && history_.good->name == next) {
        history_.tried = history_.refused = {};
        history_.why.clear();
        faults_ = 0;
        mark_due_ = false;
        return said(store_->drop_mark(plugin_));
    }
    try_out(next);
}

void BuildKeeper::before_first_write() {
    if (std::exchange(mark_due_, false)) said(store_->mark_storage(plugin_));
}

bool BuildKeeper::fault() {
    if (!store_ || !on_probation()) return false;
    // Kept only now: most builds are replaced before they fail, and one that has not failed has not earned a file.
    if (++faults_ == 1) save();
    return failed();
}

void BuildKeeper::proved(const BuildName& running, const Manifest& manifest, const UniqueFd& library) {
    if (!store_ || !on_probation()) return;
    history_ = {};
    history_.good = GoodBuild{running, manifest.text, std::nullopt};
    faults_ = 0;
    const auto saved = store_->save(plugin_, history_, &library);
    said(saved);
    library_.reset();
    if (!saved) history_.good.reset(); // nothing to go back to is better than a promise
    said(store_->drop_mark(plugin_));
}

std::optional<SavedState> BuildKeeper::go_back(std::string_view version, std::string_view what) {
    history_.why = fmt::format("The new build ({}) {}. The one before runs again, with its storage as it was.", version, what);
    history_.refused = std::exchange(history_.tried, {});
    faults_ = 0;
    said(store_->restore_storage(plugin_));
    save();
    return history_.good->state;
}

void BuildKeeper::keep() {
    if (store_ && can_go_back()) save();
}

void BuildKeeper::forget() {
    history_ = {};
    library_.reset();
    watched_ = mark_due_ = false;
    faults_ = 0;
    if (store_) said(store_->forget(plugin_));
}

} // namespace asista::runtime
