#include "builder/header_store.hpp"

#include "builder/compile_flags.hpp"
#include "builder/depfile.hpp"
#include "builder/include_block.hpp"
#include "runtime/library_file.hpp"

#include <algorithm>

namespace asista::builder {

namespace fs = std::filesystem;

namespace {
constexpr std::string_view object_kind = ".hdr.o";

fs::path text_file(const fs::path& folder, std::uint64_t key) { return folder / (hex(key) + ".hpp"); }
} // namespace

std::optional<HeaderStore::Wish> HeaderStore::wish_for(const Toolchain& tools, const Unit& unit, Tier tier) const {
    auto block = include_block(unit.source, own_folder_, include_folders(unit.flags, unit.directory));
    if (block.empty()) return std::nullopt;
    std::string all = block + hex(tools.identity) + unit.directory.string();
    for (const auto& flag : object_flags(tools, unit, tier)) all += "\n" + flag;
    const auto code = tools.family == Family::clang ? HeaderCode::in_own_object : HeaderCode::in_each_object;
    return Wish{tools, unit, tier, std::move(block), hash_of(all), code};
}

bool HeaderStore::is_refused(const CachedProduct& product) const {
    return refused_.contains(product.file) ||
           std::ranges::any_of(product.needs, [this](const std::string& need) { return refused_.contains(need); });
}

std::optional<CachedProduct> HeaderStore::find(const Toolchain& tools, const Unit& unit, Tier tier) {
    const auto wish = wish_for(tools, unit, tier);
    if (!wish) return std::nullopt;
    auto product = cache_.find(wish->key, header_kind(tools));
    if (!product || is_refused(*product)) return std::nullopt;
    // g++ looks for the precompiled one beside the text it would read otherwise; clang wants to see the text it was made of.
    const auto text =
        tools.family == Family::gnu ? fs::path(product->file).replace_extension() : text_file(cache_.folder(), wish->key);
    if (!stamp_of(text) && !runtime::write_by_rename(text, wish->block)) return std::nullopt;
    return product;
}

void HeaderStore::want(const Toolchain& tools, const Unit& unit, Tier tier) {
    auto wish = wish_for(tools, unit, tier);
    if (!wish || tried_.contains(wish->key)) return;
    if (const auto product = cache_.find(wish->key, header_kind(tools))) {
        if (product->needs.empty() || !is_refused(*product)) return;
        wish->code = HeaderCode::in_each_object;
    }
    tried_.insert(wish->key);
    queue_.push_back(std::move(*wish));
    if (!job_) start_next();
}

void HeaderStore::start_next() {
    while (!job_ && !queue_.empty()) {
        auto wish = std::move(queue_.front());
        queue_.pop_front();
        const auto text = text_file(cache_.folder(), wish.key);
        if (!runtime::write_by_rename(text, wish.block)) continue;
        Made made{cache_.new_name(header_kind(wish.tools)),
                  cache_.new_name(".o"),
                  cache_.new_name(".d"),
                  {},
                  file_clock_ns(),
                  std::make_shared<Leftovers>()};
        made.unkept->files = {made.header, made.object, made.depfile};
        auto command = header_command(wish.tools, wish.unit, wish.tier, wish.code, text, made.header, made.depfile);
        command.limits = limits_;
        command.until_gone = made.unkept;
        auto job =
            Job::start(loop_, std::move(command), [this, wish, made](const JobEnd& end) { header_made(wish, made, end.ok); });
        if (job) job_ = std::move(*job);
    }
}

void HeaderStore::header_made(const Wish& wish, Made made, bool ok) {
    job_.reset();
    made.inputs = read_depfile(made.depfile, wish.unit.directory);
    if (!ok || made.inputs.empty()) return give_up(wish);
    if (wish.code == HeaderCode::in_each_object) return keep(wish, made);
    auto command = header_object_command(wish.tools, wish.unit, wish.tier, made.header, made.object);
    command.limits = limits_;
    command.until_gone = made.unkept;
    auto job = Job::start(loop_, std::move(command), [this, wish, made](const JobEnd& end) { object_made(wish, made, end.ok); });
    if (!job) return give_up(wish);
    job_ = std::move(*job);
}

void HeaderStore::object_made(const Wish& wish, const Made& made, bool ok) {
    job_.reset();
    if (ok) return keep(wish, made);
    give_up(wish);
}

// One without an object may still be possible. After that it is not tried again: an include that does not exist, say.
void HeaderStore::give_up(const Wish& wish) {
    if (wish.code == HeaderCode::in_own_object) {
        queue_.push_front(wish);
        queue_.front().code = HeaderCode::in_each_object;
    }
    end_job();
}

void HeaderStore::keep(const Wish& wish, const Made& made) {
    const auto keep_both = [&]() -> Result<void> {
        auto made_of = TRY(cache_.made_of(made.inputs, made.started_ns));
        if (wish.code == HeaderCode::in_own_object) {
            const auto object = TRY(cache_.keep(wish.key, object_kind, made.object, made_of));
            made_of = TRY(cache_.made_of(made.inputs, made.started_ns, {object.file.string()}));
        }
        TRY(cache_.keep(wish.key, header_kind(wish.tools), made.header, std::move(made_of)));
        return {};
    };
    const auto kept = keep_both();
    if (kept || kept.error().code == Errc::busy) tried_.erase(wish.key); // other headers, another try
    end_job();
}

void HeaderStore::end_job() {
    start_next();
    if (!busy() && on_idle_) on_idle_();
}

} // namespace asista::builder
