#include "builder/header_store.hpp"

#include "builder/compile_flags.hpp"
#include "builder/depfile.hpp"
#include "builder/include_block.hpp"

#include <algorithm>

namespace asista::builder {

namespace fs = std::filesystem;

namespace {
fs::path text_file(const fs::path& folder, std::uint64_t key) { return folder / (hex(key) + ".hpp"); }
} // namespace

std::optional<HeaderStore::Wish> HeaderStore::wish_for(const Toolchain& tools, const Unit& unit, Tier tier) const {
    auto block = include_block(unit.source, own_folder_, include_folders(unit.flags, unit.directory));
    if (block.empty()) return std::nullopt;
    std::string all = block + hex(tools.identity) + unit.directory.string();
    for (const auto& flag : object_flags(tools, unit, tier)) all += "\n" + flag;
    return Wish{tools, unit, tier, std::move(block), hash_of(all)};
}

std::optional<CachedProduct> HeaderStore::find(const Toolchain& tools, const Unit& unit, Tier tier) {
    const auto wish = wish_for(tools, unit, tier);
    if (!wish) return std::nullopt;
    auto product = cache_.find(wish->key, header_kind(tools));
    if (!product || refused_.contains(product->file)) return std::nullopt;
    // g++ looks for the precompiled one beside the text it would read otherwise; clang wants to see the text it was made of.
    const auto text =
        tools.family == Family::gnu ? fs::path(product->file).replace_extension() : text_file(cache_.folder(), wish->key);
    if (!stamp_of(text) && !write_by_rename(text, wish->block)) return std::nullopt;
    return product;
}

void HeaderStore::want(const Toolchain& tools, const Unit& unit, Tier tier) {
    auto wish = wish_for(tools, unit, tier);
    if (!wish || tried_.contains(wish->key) || cache_.find(wish->key, header_kind(tools))) return;
    tried_.insert(wish->key);
    queue_.push_back(std::move(*wish));
    if (!job_) start_next();
}

void HeaderStore::start_next() {
    while (!job_ && !queue_.empty()) {
        auto wish = std::move(queue_.front());
        queue_.pop_front();
        const auto text = text_file(cache_.folder(), wish.key), made = cache_.new_name(header_kind(wish.tools)),
                   depfile = cache_.new_name(".d");
        if (!write_by_rename(text, wish.block)) continue;
        auto command = header_command(wish.tools, wish.unit, wish.tier, text, made, depfile);
        command.deadline_ms = deadline_ms_;
        const auto started_ns = file_clock_ns();
        auto job = Job::start(loop_, std::move(command), [this, wish, made, depfile, started_ns](const JobEnd& end) {
            finished(wish, made, depfile, started_ns, end.ok);
        });
        if (job) job_ = std::move(*job);
    }
}

void HeaderStore::finished(const Wish& wish, const fs::path& made, const fs::path& depfile, std::int64_t started_ns, bool ok) {
    auto inputs = read_depfile(depfile, wish.unit.directory);
    std::error_code ignored;
    fs::remove(depfile, ignored);
    const auto kept = ok && !inputs.empty() ? cache_.keep(wish.key, header_kind(wish.tools), made, std::move(inputs), started_ns)
                                            : fail(Errc::invalid, "it does not compile");
    if (!kept) fs::remove(made, ignored);
    if (kept || kept.error().code == Errc::busy) tried_.erase(wish.key); // other headers, another try
    job_.reset();
    start_next();
    if (!busy() && on_idle_) on_idle_();
}

} // namespace asista::builder
