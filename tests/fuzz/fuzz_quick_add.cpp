// A line that somebody typed or pasted: whatever it is, nothing of it is lost, and what was recognised is what tasks take.
#include "expect.hpp"
#include "quick_add_rules.hpp"
#include "services/recurrence.hpp"
#include "services/task_rows.hpp"

using namespace asista;
using namespace asista::services;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    // The first bytes choose the day and the habits of the place.
    if (size < 4) return 0;
    static const std::vector<QuickProject> projects{{1, "Home"}, {2, "Deep Work"}};
    QuickContext context;
    context.today = 20'000 + data[0] * 256 + data[1];
    context.minute = data[2] * 5 % 1440;
    context.week_start = data[3] % 7;
    context.order = data[3] < 128 ? DateOrder::day_month : DateOrder::month_day;
    context.projects = projects;
    const std::string_view text(reinterpret_cast<const char*>(data + 4), size - 4);

    const auto task = parse_quick_add(text, context);

    const auto broken = test::broken_rule(text, task);
    expect(broken.empty(), broken.c_str());
    if (!task.recurrence.empty()) {
        const auto rule = checked_recurrence(task.recurrence);
        expect(rule.has_value() && *rule == task.recurrence, "a rule that tasks do not take");
    }
    for (const auto& tag : task.tags) {
        const auto checked = checked_tag(tag);
        // Only text that no title could hold either is refused.
        expect(checked.has_value() || checked.error().message.find("UTF-8") != std::string::npos ||
                   checked.error().message.find("control character") != std::string::npos ||
                   checked.error().message.find("one line") != std::string::npos,
               "a tag that tasks do not take");
    }
    return 0;
}
