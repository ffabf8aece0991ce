#include "runtime/crash_reports.hpp"

#include "runtime/plugin_log.hpp"
#include "wire/kernel_calls.hpp"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <iterator>
#include <set>

namespace asista::runtime {

namespace {
constexpr std::string_view plugin_module = "plugin.so";
constexpr std::size_t max_report_bytes = 32 * 1024;
constexpr std::size_t most_shown = 160; // of a function's name

std::string utc_text(InstantMs at) {
    const std::time_t seconds = at / 1000;
    std::tm parts{};
    char text[32] = "";
    if (::gmtime_r(&seconds, &parts) != nullptr) std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S UTC", &parts);
    return text;
}

// A build id; what is behind its end is zero.
std::string hex(std::span<const std::uint8_t> bytes) {
    while (!bytes.empty() && bytes.back() == 0) bytes = bytes.first(bytes.size() - 1);
    std::string text;
    for (const auto byte : bytes) fmt::format_to(std::back_inserter(text), "{:02x}", byte);
    return text;
}

void add_frame(std::string& text, std::string_view label, const StackFrame& frame) {
    const auto out = std::back_inserter(text);
    // Templates have names as long as a page; what tells them apart comes first.
    const std::string_view function = frame.function.empty() ? std::string_view("?") : frame.function;
    const bool cut = function.size() > most_shown;
    fmt::format_to(out, "{} {}{}", label, printable_line(function.substr(0, most_shown)), cut ? "..." : "");
    if (!frame.file.empty()) fmt::format_to(out, "  {}:{}", frame.file, frame.line);
    if (frame.inlined) fmt::format_to(out, "  (inlined)");
    if (frame.module.empty())
        fmt::format_to(out, "  [{:#x}]", frame.address);
    else
        fmt::format_to(out, "  [{}+{:#x}]", frame.module, frame.offset);
    text += '\n';
}

// A function that was inlined has no place of its own on the stack: the number stays.
void add_frame(std::string& text, std::size_t number, const StackFrame& frame, bool same_place) {
    add_frame(text, same_place ? "   " : fmt::format("#{:<2}", number), frame);
}

// What the sanitizer printed, with names in place of addresses.
void add_finding(std::string& text, const SanitizerFinding& finding, const std::vector<StackFrame>& calls) {
    text += '\n';
    for (const auto& line : finding.lines) {
        const auto address = call_address(line);
        const auto label = line.substr(0, line.find(" 0x"));
        bool named = false;
        for (const auto& call : calls)
            if (address && call.address == *address) {
                add_frame(text, named ? std::string(label.size(), ' ') : label, call);
                named = true;
            }
        if (!named) text += line + '\n';
    }
}

// The record with those calls of the report as its stack that are in the plugin.
frame::CrashRecord with_calls_of(const SanitizerFinding& finding, frame::CrashRecord record) {
    record.pc_count = 0;
    for (const auto address : finding.addresses) {
        const std::span known(record.pcs, record.pc_count);
        const auto module = frame::module_of(record, address);
        if (module == frame::max_crash_modules || record.modules[module].name != plugin_module ||
            record.pc_count == frame::max_crash_pcs || std::ranges::find(known, address) != known.end())
            continue;
        record.pcs[record.pc_count] = address;
        record.pc_count = record.pc_count + 1;
    }
    return record;
}
} // namespace

std::string where_of(const std::vector<StackFrame>& stack) {
    const auto in_plugin = [](const StackFrame& frame) { return frame.module == plugin_module; };
    const auto has_line = [&](const StackFrame& frame) { return in_plugin(frame) && !frame.file.empty() && frame.line != 0; };
    auto found = std::ranges::find_if(stack, [&](const StackFrame& frame) { return has_line(frame) && !frame.foreign; });
    if (found == stack.end()) found = std::ranges::find_if(stack, has_line);
    if (found != stack.end()) return fmt::format("{} line {}", found->file, found->line);
    found = std::ranges::find_if(stack, [&](const StackFrame& frame) { return in_plugin(frame) && !frame.function.empty(); });
    return found == stack.end() ? std::string() : found->function;
}

std::string sentence_at(std::string_view sentence, std::string_view where) {
    if (where.empty()) return std::string(sentence);
    if (sentence.ends_with('.')) sentence.remove_suffix(1);
    return fmt::format("{} in {}.", sentence, where);
}

std::string report_text(const CrashFound& crash, InstantMs at, std::string_view sentence, const std::vector<StackFrame>& stack,
                        const std::vector<StackFrame>& calls) {
    std::string text = fmt::format("{} {} ({})\n{}\n{}\n", printable_line(crash.name), crash.version, crash.plugin, utc_text(at),
                                   printable_line(sentence));
    const auto out = std::back_inserter(text);
    if (!crash.record) return text;
    const auto& record = *crash.record;
    if (record.note[0] != '\0') fmt::format_to(out, "{}\n", printable_line(record.note));
    if (record.refused_calls > 0)
        fmt::format_to(out, "The sandbox refused {} kernel calls; with the last it tried to {}.\n", record.refused_calls,
                       describe_kernel_call(record.refused_last));
    text += '\n';
    std::size_t number = 0;
    for (std::size_t i = 0; i < stack.size(); ++i) {
        const bool same_place = i > 0 && stack[i].address == stack[i - 1].address && stack[i - 1].inlined;
        if (i > 0 && !same_place) ++number;
        add_frame(text, number, stack[i], same_place);
        // Of a recursion the first turns say as much as all.
        std::size_t same = 0;
        while (i + same + 1 < stack.size() && stack[i + same + 1].address == stack[i].address && !stack[i].inlined) ++same;
        if (same < 3) continue;
        fmt::format_to(out, "    and {} more of the same\n", same);
        number += same;
        i += same;
    }
    if (crash.finding) add_finding(text, *crash.finding, calls);
    std::set<std::string_view> used;
    for (const auto& frame : stack) used.insert(frame.module);
    text += "\nLibraries by build id:\n";
    for (const auto& module : std::span(record.modules, record.module_count)) {
        const std::string name = printable_line(module.name);
        if (used.contains(name)) fmt::format_to(out, "{}  {}\n", name, hex(module.build_id));
    }
    if (text.size() > max_report_bytes) text = text.substr(0, text.rfind('\n', max_report_bytes)) + "\n...\n";
    return text;
}

std::vector<CrashReport>& CrashReports::known(const std::string& plugin) const {
    const auto [found, is_new] = reports_.try_emplace(plugin);
    if (is_new && store_)
        if (auto kept = store_->load(plugin)) found->second = std::move(*kept);
    return found->second;
}

const std::vector<CrashReport>& CrashReports::of(const std::string& plugin) const { return known(plugin); }

Result<void> CrashReports::keep(const std::string& plugin, const CrashReport& report) {
    return store_ ? store_->save(plugin, report) : Result<void>();
}

Result<void> CrashReports::forget(const std::string& plugin) {
    reports_.erase(plugin);
    return store_ ? store_->remove(plugin) : Result<void>();
}

// A report that is listed and waits for its names.
struct CrashReports::Unnamed {
    CrashFound crash;
    std::uint64_t id = 0;
    bool numbered = false; // and so kept
    Named named;
};

Result<void> CrashReports::add(CrashFound crash, Named named) {
    // Without knowing the last number, a new report could take the place of one that is kept: then it is listed, and not kept.
    Result<void> kept;
    if (store_ && !last_id_read_) {
        const auto last = store_->last_id();
        if (last) last_id_ = std::max(last_id_, *last);
        last_id_read_ = last.has_value();
        if (!last) kept = fail(last.error());
    }
    const bool numbered = kept.has_value();
    CrashReport report;
    report.id = ++last_id_;
    report.at = clock_.now_ms();
    report.version = crash.version;
    report.sentence = printable_line(crash.sentence);
    report.report =
        report_text(crash, report.at, report.sentence, crash.record ? bare_stack(*crash.record) : std::vector<StackFrame>());
    auto& list = known(crash.plugin);
    list.insert(list.begin(), report);
    if (list.size() > kept_crash_reports) list.resize(kept_crash_reports);
    if (numbered) kept = keep(crash.plugin, report);
    if (!crash.record) return kept;

    const auto unnamed = std::make_shared<Unnamed>(Unnamed{std::move(crash), report.id, numbered, std::move(named)});
    const auto& found = unnamed->crash;
    if (!found.finding) {
        look_up_stack(unnamed, {});
        return kept;
    }
    auto library = found.library ? found.library.duplicate() : Result<UniqueFd>(UniqueFd());
    symbolizer_.look_up(with_calls_of(*found.finding, *found.record), library ? std::move(*library) : UniqueFd(),
                        [this, unnamed](std::vector<StackFrame> calls) { look_up_stack(unnamed, std::move(calls)); });
    return kept;
}

void CrashReports::look_up_stack(const std::shared_ptr<Unnamed>& crash, std::vector<StackFrame> calls) {
    symbolizer_.look_up(
        *crash->crash.record, std::move(crash->crash.library),
        [this, crash, calls = std::move(calls)](const std::vector<StackFrame>& stack) { complete(*crash, stack, calls); });
}

void CrashReports::complete(const Unnamed& crash, const std::vector<StackFrame>& stack, const std::vector<StackFrame>& calls) {
    auto& reports = known(crash.crash.plugin);
    const auto found = std::ranges::find(reports, crash.id, &CrashReport::id);
    if (found == reports.end()) return; // newer ones have pushed it out, or the plugin is gone
    found->where = where_of(stack);
    found->sentence = sentence_at(found->sentence, found->where);
    found->report = report_text(crash.crash, found->at, found->sentence, stack, calls);
    // It was listed already; the store's refusal is told with the next one.
    if (crash.numbered) static_cast<void>(keep(crash.crash.plugin, *found).has_value());
    if (crash.named) crash.named(CrashReport(*found));
}

} // namespace asista::runtime
