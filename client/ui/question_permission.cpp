// "Weather wants to read your calendar": asked at a plugin's first use of an optional permission. The call waits for the answer, so
// the question says who asks, what it would mean, and what is only the plugin's own word.
#include "ui/question_parts.hpp"
#include "ui/questions.hpp"
#include "ui/trust_words.hpp"
#include "ui/widgets/buttons.hpp"
#include "ui/widgets/popups.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace asista::ui {
namespace {

constexpr float wide = 480, row_icon = 18, row_gap = 14, well_padding = 12;

std::string title_of(const PermissionQuestion& question) {
    const std::string& name = question.plugin_name.empty() ? question.plugin : question.plugin_name;
    return fmt::format("{} wants to {}", name, words::permission_wish(question.permission.id));
}

std::string meaning_of(const PermissionQuestion& question) { return words::permission_sentence(question.permission.id); }

bool is_network(const PermissionQuestion& question) { return question.permission.id == info(Permission::network).id; }

// The plugin's reason, set apart: nothing in it was written by Asista.
float reason_height(const Ui& ui, float width, const PermissionQuestion& question) {
    if (question.permission.reason.empty()) return 0;
    return paragraph_height(ui, width - 2 * ui.px(well_padding), Role::body, words::own_words(question.permission.reason), 4) +
           ui.px(18) + 2 * ui.px(10);
}

void draw_reason(Ui& ui, Box box, const PermissionQuestion& question) {
    fill(ui, box, ui.colors().well, size::radius);
    Box inner = box.inset(ui.px(well_padding), ui.px(10));
    const std::string whose = fmt::format("In the words of {}", question.plugin_name);
    draw_text(ui, inner.cut_top(ui.px(18)), Role::small, ui.colors().faint, whose);
    draw_paragraph(ui, inner, Role::body, ui.colors().text, words::own_words(question.permission.reason), 4);
}

// Hosts as quiet tags, as many lines as they need.
float draw_hosts(Ui& ui, Box box, const std::vector<std::string>& hosts, bool draw) {
    float x = box.x, y = box.y;
    for (const auto& host : hosts) {
        const float width = std::min(tag_width(ui, host), box.w);
        if (x > box.x && x + width > box.right()) {
            x = box.x;
            y += tag_height(ui) + ui.px(5);
        }
        if (draw) tag(ui, x, y, host);
        x += width + ui.px(6);
    }
    return hosts.empty() ? 0 : y + tag_height(ui) - box.y;
}

} // namespace

// The oldest question that was not answered yet. Ids the snapshot does not hold any more are forgotten.
void Questions::pick_permission(const Ui& ui) {
    const auto& questions = ui.snapshot.permission_questions;
    std::erase_if(answered_,
                  [&](std::uint64_t id) { return std::ranges::find(questions, id, &PermissionQuestion::id) == questions.end(); });
    for (const auto& question : questions) {
        if (answered_.contains(question.id)) continue;
        kind_ = Kind::permission;
        asked_ = question.id;
        shown_ = changed_ = false;
        return;
    }
}

void Questions::draw_permission(Ui& ui) {
    const auto& all = ui.snapshot.permission_questions;
    const auto found = std::ranges::find(all, asked_, &PermissionQuestion::id);
    if (found == all.end()) return close(); // its plugin is gone, or somebody else answered
    start("permission");
    const PermissionQuestion& asked = *found;
    show({asked.permission});
    const PluginView* const plugin = ui.plugin(asked.plugin);
    const std::string title = title_of(asked), meaning = meaning_of(asked);
    const float inside = question_text_width(ui, wide), text = inside - ui.px(row_icon + row_gap);
    const float head = question_head_height(ui, inside, title);
    const float meaning_tall = paragraph_height(ui, text, Role::body, meaning);
    const std::string hosts_title =
        asked.permission.hosts.empty() ? "It names no host: only those you add under Trust." : "Only with:";
    const float hosts_tall =
        is_network(asked) ? ui.px(8 + 18 + 4) + draw_hosts(ui, {0, 0, text, 0}, asked.permission.hosts, false) : 0;
    const float reason_tall = reason_height(ui, inside, asked);
    const float height = head + ui.px(16 + 14) + meaning_tall + hosts_tall + (reason_tall > 0 ? ui.px(14) + reason_tall : 0) +
                         ui.px(20 + size::control);
    const auto question = begin(ui, "permission", wide, height);
    if (!question.shown) return;
    if (std::exchange(told_, asked.id) != asked.id) // when it is gone already, there is nothing to say
        ui.calls.call<calls::PermissionsShown>({asked.id}, [](const Result<calls::Nothing>&) {});
    const Colors& c = ui.colors();
    Box box = question.box;
    draw_question_head(ui, box, asked.plugin_icon.empty() ? "puzzle-piece" : asked.plugin_icon, title,
                       plugin ? about_plugin(*plugin) : asked.plugin);
    box.cut_top(ui.px(16));
    horizontal_line(ui, box.x, box.y, box.w, c.line);
    box.cut_top(ui.px(14));
    Box row = box.cut_top(meaning_tall + hosts_tall);
    Box icon = row.cut_left(ui.px(row_icon));
    icon.h = leading(ui, Role::body);
    draw_icon(ui, icon, words::permission_icon(asked.permission.id), c.dim);
    row.cut_left(ui.px(row_gap));
    row.cut_top(draw_paragraph(ui, row, Role::body, c.text, meaning));
    if (is_network(asked)) {
        row.cut_top(ui.px(8));
        draw_text(ui, row.cut_top(ui.px(18)), Role::small, c.dim, hosts_title);
        row.cut_top(ui.px(4));
        draw_hosts(ui, row, asked.permission.hosts, true);
    }
    if (reason_tall > 0) {
        box.cut_top(ui.px(14));
        draw_reason(ui, box.cut_top(reason_tall), asked);
    }
    box.cut_top(ui.px(20));
    Box foot = box.cut_top(ui.px(size::control));
    const bool allow = button_right(ui, foot, "allow", ButtonKind::primary, "Allow");
    const bool deny = button_right(ui, foot, "deny", ButtonKind::secondary, "Don't allow");
    const bool later = button_right(ui, foot, "later", ButtonKind::secondary, "Not now") || question.closed;
    safe_answer(question);
    const auto open = static_cast<std::size_t>(std::ranges::count_if(
                          all, [&](const PermissionQuestion& other) { return !answered_.contains(other.id); })) +
                      ui.snapshot.file_questions.size();
    if (changed_)
        draw_text(ui, foot, Role::small, c.warn, changed_words());
    else
        draw_text(ui, foot, Role::small, c.faint,
                  open > 1 ? fmt::format("{} more to answer", open - 1) : "Change it later under Trust");
    if (allow || deny || later) {
        using Answer = calls::PermissionsAnswer::Answer;
        const Answer answer = allow ? Answer::allow : deny ? Answer::deny : Answer::later;
        ui.calls.call<calls::PermissionsAnswer>({.question = asked.id, .answer = answer, .hosts = asked.permission.hosts},
                                                ask_again_unless_taken(ui, asked.plugin, kind_));
        answered_.insert(asked.id);
        close_question();
        close();
    }
    end_trusted();
}

} // namespace asista::ui
