// What the coach may ask to do. A call is planned first: its arguments are checked against what is there, and it is put into words for the
// person. It is carried out only by run(), after their approval, through the services of every page, by the author "coach".
#pragma once

#include "services/actor.hpp"
#include "services/ai/provider.hpp"
#include "wire/model.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace asista::services {

struct Services;

// With the schemas that models are given.
const std::vector<ai::Tool>& coach_tools();

struct ToolOutcome {
    std::string sentence;     // for the person: Added the task "Book the dentist"
    std::string result;       // for the model: a JSON object, see tool_result()
    std::uint64_t change = 0; // for operations.undo; 0: nothing is different
    std::string topic;        // of what changed: "tasks"; "" when nothing did
    bool untrusted = false;   // the result holds text from elsewhere
    std::vector<std::string> fields;
};
struct ToolPlan {
    std::string words; // Add the task "Book the dentist", due Friday, 27 November
    std::function<Result<ToolOutcome>()> run;
};

struct ToolMoment {
    InstantMs now = 0;
    std::int32_t utc_offset_s = 0;
    bool counts_only = false; // results hold none of the names of the person's things
};
// [core] Changes nothing. Errors are sentences for the model: what is wrong with the call. `services` outlives the plan.
Result<ToolPlan> plan_tool(Services& services, UserId user, std::string_view name, std::string_view arguments, ToolMoment moment);

// What a model is told: {"ok": true, "result": ...}, {"ok": false, "error": ...}, and with a declined one "declined": true.
std::string tool_result(std::string_view sentence);
std::string tool_error(std::string_view sentence);
std::string tool_declined(std::string_view sentence);

} // namespace asista::services
