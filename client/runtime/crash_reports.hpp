// What is kept of the crashes and hangs of plugins: a sentence, where it was in the plugin's source, and a text for the author. The newest
// twenty a plugin; kept over restarts of the client by whoever implements CrashStore.
#pragma once

#include "runtime/sanitizer.hpp"
#include "runtime/symbolizer.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace asista::runtime {

struct CrashReport {
    std::uint64_t id = 0; // ascending with time, over all plugins
    InstantMs at = 0;
    std::string version;  // of the plugin
    std::string sentence; // "It crashed while drawing (segmentation fault at 0x0) in forecast.cpp line 88."
    std::string where;    // "forecast.cpp line 88", a function's name, or empty when unknown
    std::string report;   // everything, as text to copy: printable, no contents of memory
};

inline constexpr std::size_t kept_crash_reports = 20; // a plugin

// [core] An interface: the runtime knows no database. Errors are said in the plugin's log and change nothing else.
class CrashStore {
  public:
    virtual ~CrashStore() = default;
    virtual Result<std::vector<CrashReport>> load(std::string_view plugin) = 0; // newest first
    // Inserts, or replaces the one with this id; drops what is older than the newest kept_crash_reports.
    virtual Result<void> save(std::string_view plugin, const CrashReport& report) = 0;
    virtual Result<void> remove(std::string_view plugin) = 0;
    virtual Result<std::uint64_t> last_id() = 0; // over all plugins; 0: there is none
};

// A crash or hang as it is found.
struct CrashFound {
    std::string plugin, name, version;
    std::string sentence; // ends with a full stop
    std::optional<frame::CrashRecord> record;
    UniqueFd library; // of the build that ran, read-only; may be none
    std::optional<SanitizerFinding> finding{};
};

// Where in the plugin's own code a stack is: "forecast.cpp line 88", or the function when there are no lines; empty when the plugin is
// not on it.
std::string where_of(const std::vector<StackFrame>& stack);
// The sentence with the place put in before its full stop.
std::string sentence_at(std::string_view sentence, std::string_view where);
// The text for the clipboard. calls: of a sanitizer's report, with their names as far as they were found.
std::string report_text(const CrashFound& crash, InstantMs at, std::string_view sentence, const std::vector<StackFrame>& stack,
                        const std::vector<StackFrame>& calls = {});

// [core]
class CrashReports {
  public:
    // `store` may be null: nothing is kept then. Both outlive this.
    CrashReports(const Clock& clock, Symbolizer& symbolizer, CrashStore* store)
        : clock_(clock), symbolizer_(symbolizer), store_(store) {}
    CrashReports(const CrashReports&) = delete;
    CrashReports& operator=(const CrashReports&) = delete;

    // Listed at once without names; when they are found, `named` gets the finished report, later. The error is the store's.
    using Named = std::function<void(const CrashReport&)>;
    Result<void> add(CrashFound crash, Named named);
    // Newest first. Borrowed until the next add() or forget().
    const std::vector<CrashReport>& of(const std::string& plugin) const;
    Result<void> forget(const std::string& plugin);

  private:
    std::vector<CrashReport>& known(const std::string& plugin) const;
    Result<void> keep(const std::string& plugin, const CrashReport& report);
    struct Unnamed;
    void look_up_stack(const std::shared_ptr<Unnamed>& crash, std::vector<StackFrame> calls);
    void complete(const Unnamed& crash, const std::vector<StackFrame>& stack, const std::vector<StackFrame>& calls);

    const Clock& clock_;
    Symbolizer& symbolizer_;
    CrashStore* store_;
    mutable std::map<std::string, std::vector<CrashReport>> reports_; // read from the store when first asked for
    std::uint64_t last_id_ = 0;
    bool last_id_read_ = false;
};

} // namespace asista::runtime
