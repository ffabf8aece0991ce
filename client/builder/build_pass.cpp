#include "builder/build_pass.hpp"

#include "builder/depfile.hpp"

#include <algorithm>
#include <csignal>
#include <iterator>
#include <thread>
#include <unistd.h>
#include <unordered_set>

namespace asista::builder {

namespace fs = std::filesystem;

namespace {
constexpr std::string_view object_kind = ".o", library_kind = ".so";

int most_jobs(const Options& options) {
    if (options.jobs > 0) return options.jobs;
    return std::max(1, static_cast<int>(std::thread::hardware_concurrency()) - 1);
}

double ms_since(const runtime::EventLoop& loop, std::int64_t began_us) {
    return static_cast<double>(loop.clock().monotonic_us() - began_us) / 1000;
}

// A compiler that stumbles over a precompiled header says so; without it the file may be fine.
bool blames_header(const std::string& output) {
    return output.find("precompiled header") != std::string::npos || output.find("PCH file") != std::string::npos ||
           output.find(".pch") != std::string::npos || output.find(".gch") != std::string::npos;
}

} // namespace

BuildPass::BuildPass(PassContext context, BuildPlan plan, Tier tier, PhaseCallback on_phase, EndCallback on_end)
    : context_(context), plan_(std::move(plan)), tier_(tier), on_phase_(std::move(on_phase)), on_end_(std::move(on_end)) {}

std::unique_ptr<BuildPass> BuildPass::start(PassContext context, BuildPlan plan, Tier tier, const std::vector<fs::path>& first,
                                            PhaseCallback on_phase, EndCallback on_end) {
    std::stable_partition(plan.units.begin(), plan.units.end(),
                          [&](const Unit& unit) { return std::find(first.begin(), first.end(), unit.source) != first.end(); });
    std::unique_ptr<BuildPass> pass(new BuildPass(context, std::move(plan), tier, std::move(on_phase), std::move(on_end)));
    pass->began_us_ = context.loop.clock().monotonic_us();
    pass->begin_ = context.loop.call_after(0, [self = pass.get()] {
        self->begin_ = runtime::TimerId::none;
        self->begin();
    });
    return pass;
}

BuildPass::~BuildPass() {
    context_.loop.cancel_timer(begin_);
    linker_.reset();
    (void)keep_objects(); // of a build that was given up: the next one need not compile those files again
}

bool BuildPass::all_compiled() const {
    return std::ranges::all_of(parts_, [](const auto& part) { return part->object.has_value(); });
}

std::optional<fs::path> BuildPass::find_built(PassContext context, const BuildPlan& plan, Tier tier) {
    std::vector<std::uint64_t> objects;
    for (const auto& unit : plan.units) {
        const auto hash = context.hashes.of(unit.source);
        const auto object = hash ? context.cache.find(object_key(context.tools, unit, tier, *hash), object_kind) : std::nullopt;
        if (!object) return std::nullopt;
        objects.push_back(object->identity);
    }
    const auto library = context.cache.find(library_key(context.tools, context.options.sdk, plan, tier, objects), library_kind);
    return library ? std::optional(library->file) : std::nullopt;
}

void BuildPass::begin() {
    if (!take_cached()) return finish();
    if (all_compiled()) return link();
    on_phase_(Phase::compiling);
    start_compilers();
}

// False: a source cannot be read.
bool BuildPass::take_cached() {
    for (const auto& unit : plan_.units) {
        auto part = std::make_unique<Part>();
        part->unit = &unit;
        end_.inputs.insert(unit.source);
        const auto hash = context_.hashes.of(unit.source);
        if (!hash) {
            end_.stale = stamp_of(unit.source).has_value(); // being written: its close begins another build
            end_.diagnostics = diagnostics_of({Errc::io, "the file cannot be read"}, unit.source);
            return false;
        }
        part->key = object_key(context_.tools, unit, tier_, *hash);
        part->stamp = stamp_of(unit.source);
        if (auto product = context_.cache.find(part->key, object_kind)) {
            part->object = product->file;
            part->identity = product->identity;
            part->needs = std::move(product->needs);
            end_.inputs.insert(product->inputs.begin(), product->inputs.end());
        }
        parts_.push_back(std::move(part));
    }
    return true;
}

void BuildPass::start_compilers() {
    int running =
        static_cast<int>(std::count_if(parts_.begin(), parts_.end(), [](const auto& part) { return part->job != nullptr; }));
    for (auto& part : parts_) {
        if (running >= most_jobs(context_.options)) return;
        if (part->object || part->is_begun) continue;
        start_compiler(*part, context_.options.precompiled_headers);
        if (!part->job) return; // it could not be started
        ++running;
    }
}

void BuildPass::start_compiler(Part& part, bool with_header) {
    part.is_begun = true;
    auto header = with_header ? context_.headers.find(context_.tools, *part.unit, tier_) : std::nullopt;
    if (header && !header->needs.empty() && is_whole_) header.reset();
    part.header = header ? header->file : fs::path();
    part.inputs = header ? std::move(header->inputs) : FileNames();
    part.needs = header ? std::move(header->needs) : FileNames();
    part.made = context_.cache.new_name(object_kind);
    part.depfile = context_.cache.new_name(".d");
    leftovers_->files.push_back(part.made);
    leftovers_->files.push_back(part.depfile);
    source_of_object_[part.made.filename().string()] = part.unit->source.string();
    auto command = compile_command(context_.tools, *part.unit, tier_, part.made, part.depfile, part.header);
    command.priority = tier_ == Tier::quick || context_.options.first == tier_ ? Priority::low : Priority::idle;
    command.limits = context_.options.limits;
    command.until_gone = leftovers_;
    part.started_ns = file_clock_ns();
    auto job = Job::start(context_.loop, std::move(command), [this, &part](JobEnd end) { compiled(part, std::move(end)); });
    if (job)
        part.job = std::move(*job);
    else
        fail_soon(job.error());
}

void BuildPass::compiled(Part& part, JobEnd end) {
    part.job.reset();
    if (!end.ok && !part.header.empty() && blames_header(end.output)) {
        context_.headers.refuse(part.header);
        return start_compiler(part, false);
    }
    if (end_.compiled.end() == std::find(end_.compiled.begin(), end_.compiled.end(), part.unit->source))
        end_.compiled.push_back(part.unit->source);
    end_.used_header = end_.used_header || !part.header.empty();
    auto said = read(end, part.unit->directory, context_.tools.compiler);
    if (!end.ok) return fail_with(std::move(said));
    end_.diagnostics.append(std::move(said));

    part.object = part.made;
    // What comes next begins first: to look at some hundred headers takes milliseconds, in which it runs already.
    if (all_compiled())
        link();
    else
        start_compilers();
    auto known = look_at_inputs(part);
    if (known && !linker_) known = keep_objects();
    if (known) return;
    linker_.reset();
    if (known.error().code != Errc::busy) return fail_with(diagnostics_of(known.error(), {}));
    end_.stale = true;
    finish();
}

// Of a file that has just been compiled: Errc::busy if one of those that were read for it is not what it was.
Result<void> BuildPass::look_at_inputs(Part& part) {
    auto inputs = read_depfile(part.depfile, part.unit->directory);
    {
        const std::unordered_set<std::string_view> listed(inputs.begin(), inputs.end());
        std::erase_if(part.inputs, [&](const std::string& file) { return listed.contains(file); });
    }
    inputs.insert(inputs.end(), std::make_move_iterator(part.inputs.begin()), std::make_move_iterator(part.inputs.end()));
    part.inputs.clear();
    for (const auto& file : inputs)
        if (!context_.cache.is_product(file)) end_.inputs.insert(file);
    part.made_of = TRY(context_.cache.made_of(inputs, part.started_ns, part.needs));
    return {};
}

// Their names change with that, which a linker must not meet.
Result<void> BuildPass::keep_objects() {
    for (auto& part : parts_) {
        if (!part->made_of) continue;
        auto made_of = std::move(*std::exchange(part->made_of, std::nullopt));
        const auto kept = TRY(context_.cache.keep(part->key, object_kind, *part->object, std::move(made_of)));
        part->object = kept.file;
        part->identity = kept.identity;
        source_of_object_[kept.file.filename().string()] = part->unit->source.string();
    }
    return {};
}

void BuildPass::link() {
    end_.compile_ms = ms_since(context_.loop, began_us_);
    link_began_us_ = context_.loop.clock().monotonic_us();
    const bool all_kept = std::ranges::all_of(parts_, [](const auto& part) { return part->identity != 0; });
    if (const auto built = all_kept ? context_.cache.find(key_of_library(), library_kind) : std::nullopt) {
        end_.library = built->file;
        return finish();
    }
    on_phase_(Phase::linking);
    start_linker(can_link_directly(context_.tools, plan_));
}

std::uint64_t BuildPass::key_of_library() const {
    std::vector<std::uint64_t> objects;
    for (const auto& part : parts_) objects.push_back(part->identity);
    return library_key(context_.tools, context_.options.sdk, plan_, tier_, objects);
}

void BuildPass::start_linker(bool directly) {
    LinkInputs inputs;
    for (const auto& part : parts_) {
        inputs.objects.push_back(*part->object);
        source_of_object_[part->object->filename().string()] = part->unit->source.string();
        for (const auto& need : part->needs)
            if (std::ranges::find(inputs.header_objects, fs::path(need)) == inputs.header_objects.end())
                inputs.header_objects.push_back(need);
    }
    made_library_ = context_.cache.new_name(library_kind);
    leftovers_->files.push_back(made_library_);
    auto command = directly ? direct_link_command(context_.tools, context_.options.sdk, plan_, inputs, made_library_)
                            : driver_link_command(context_.tools, context_.options.sdk, plan_, inputs, made_library_);
    command.limits = context_.options.limits;
    command.until_gone = leftovers_;
    command.priority = tier_ == Tier::quick || context_.options.first == tier_ ? Priority::low : Priority::idle;
    auto job = Job::start(context_.loop, std::move(command), [this, directly](JobEnd end) { linked(directly, std::move(end)); });
    if (job)
        linker_ = std::move(*job);
    else
        fail_soon(job.error());
}

void BuildPass::linked(bool directly, JobEnd end) {
    linker_.reset();
    if (const auto kept = keep_objects(); !kept) return fail_with(diagnostics_of(kept.error(), {}));
    // The driver knows more (static parts of the C library, for instance); if it fails too, what it says is what counts.
    if (!end.ok && directly && end.endless == Endless::no) return start_linker(false);
    if (!end.ok && end.endless == Endless::no && compile_whole()) return;
    end_.link_ms = ms_since(context_.loop, link_began_us_);
    if (!end.ok)
        return fail_with(read(end, made_library_.parent_path(), directly ? context_.tools.linker : context_.tools.compiler));
    for (const auto& suspect : suspects_) context_.headers.refuse(suspect); // without it, it links
    const auto kept = context_.cache.keep(key_of_library(), library_kind, made_library_, {});
    if (!kept) return fail_with(diagnostics_of(kept.error(), {}));
    end_.library = kept->file;
    finish();
}

// An object of a header may be what the linker stumbles over; else it is the author's mistake, and is said without such objects, too.
// False: there is none.
bool BuildPass::compile_whole() {
    for (auto& part : parts_) {
        if (part->needs.empty()) continue;
        suspects_.insert(part->needs.begin(), part->needs.end());
        part->needs.clear();
        part->object.reset();
        part->identity = 0;
        part->is_begun = false;
    }
    if (suspects_.empty() || is_whole_) return false;
    is_whole_ = true;
    on_phase_(Phase::compiling);
    start_compilers();
    return true;
}

Diagnostics BuildPass::read(const JobEnd& end, const fs::path& directory, const fs::path& program) {
    auto said = parse_diagnostics(end.output, directory, [this](std::string_view object) -> std::optional<std::string> {
        const auto found = source_of_object_.find(fs::path(object).filename().string());
        return found == source_of_object_.end() ? std::nullopt : std::optional(found->second);
    });
    said.cut = end.output_cut;
    const auto name = program.filename().string();
    end_.may_pass = end_.may_pass || end.endless != Endless::no || end.by_signal;
    std::string about_end;
    if (end.endless != Endless::no)
        about_end = fmt::format("{} {}, and was ended; {}", name, endless_words(end.endless, context_.options.limits),
                                end.endless == Endless::busy ? "look for a template or constant that is computed without end"
                                                             : "save again to let it try once more");
    else if (end.by_signal)
        about_end = fmt::format("{} was ended by signal {}; there may be too little {}; save again to let it try once more", name,
                                end.code, end.code == SIGXFSZ || end.code == SIGBUS ? "room on the disk" : "memory");
    else if (!end.ok && said.errors == 0)
        about_end = fmt::format("{} ended with status {}{}", name, end.code,
                                end.output.empty() ? " and said nothing" : "; see what it printed");
    if (!about_end.empty()) said.append(diagnostics_of({Errc::io, std::move(about_end)}, {}));
    return said;
}

// From the loop: whoever asked for a process is still at work with this pass, which its end may destroy.
void BuildPass::fail_soon(const Error& error) {
    begin_ = context_.loop.call_after(0, [this, error] {
        begin_ = runtime::TimerId::none;
        end_.may_pass = true;
        fail_with(diagnostics_of(error, {}));
    });
}

void BuildPass::fail_with(Diagnostics diagnostics) {
    if (end_.compile_ms == 0) end_.compile_ms = ms_since(context_.loop, began_us_);
    // The warnings of files that compiled would only stand in the way of the error.
    end_.diagnostics = std::move(diagnostics);
    if (is_want_of_room(end_.diagnostics)) {
        end_.may_pass = true;
        std::error_code ignored;
        end_.diagnostics = want_of_room(std::move(end_.diagnostics), {context_.cache.folder(), fs::temp_directory_path(ignored)});
    }
    // A file that was replaced meanwhile may have been missing for a moment, which is no mistake of the author's.
    end_.stale = end_.stale || std::ranges::any_of(parts_, [](const auto& part) {
                     const auto now = stamp_of(part->unit->source);
                     return part->stamp && now && part->stamp->inode != now->inode;
                 });
    end_.library.reset();
    finish();
}

void BuildPass::finish() {
    for (auto& part : parts_) part->job.reset();
    add_excerpts(end_.diagnostics);
    const auto on_end = std::move(on_end_);
    on_end(std::move(end_)); // may destroy this
}

} // namespace asista::builder
