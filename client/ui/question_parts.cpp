#include "ui/question_parts.hpp"

#include "ui/trust_words.hpp"
#include "ui/words.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace asista::ui {
namespace {

constexpr float head_gap = 13;

struct Part {
    std::string text;
    Color color;
};
// The paragraphs under a permission's title.
std::vector<Part> parts_of(const Ui& ui, const PermissionView& permission) {
    const Colors& c = ui.colors();
    std::vector<Part> parts{{words::permission_sentence(permission.id), c.dim}};
    if (permission.id == info(Permission::network).id) parts.push_back({words::host_list(permission.hosts), c.text});
    if (!permission.reason.empty()) parts.push_back({"It says: " + words::own_words(permission.reason), c.dim});
    return parts;
}

float title_height(const Ui& ui, float width, std::string_view title) {
    return std::max(ui.px(22), paragraph_height(ui, width, Role::heading, title, 2));
}

} // namespace

float question_text_width(const Ui& ui, float question_logical, float taken_logical) {
    return std::min(ui.px(question_logical), ui.frame.width - ui.px(16)) - 2 * ui.px(question_padding) - ui.px(taken_logical);
}

float question_head_height(const Ui& ui, float width, std::string_view title) {
    return std::max(ui.px(question_icon_side),
                    title_height(ui, width - ui.px(question_icon_side + head_gap), title) + ui.px(3 + 17 + 2));
}

void draw_question_head(Ui& ui, Box& box, std::string_view icon, std::string_view title, std::string_view line) {
    Box head = box.cut_top(question_head_height(ui, box.w, title));
    Box square = head.cut_left(ui.px(question_icon_side));
    square.h = ui.px(question_icon_side);
    fill(ui, square, ui.colors().accent_soft, 10);
    draw_icon(ui, square, icon, ui.colors().on_accent_soft, 22);
    head.cut_left(ui.px(head_gap));
    const float tall = title_height(ui, head.w, title);
    const bool one_line = tall <= ui.px(22) + 1;
    if (one_line) head.cut_top(ui.px(3));
    Box place = head.cut_top(tall);
    if (one_line)
        draw_text(ui, place, Role::heading, ui.colors().text, title);
    else
        draw_paragraph(ui, place, Role::heading, ui.colors().text, title, 2);
    draw_text(ui, head.cut_top(ui.px(17)), Role::small, ui.colors().dim, line);
}

float permission_text_height(const Ui& ui, float width, const PermissionView& permission) {
    float height = ui.px(7 + 18 + 9);
    for (const auto& part : parts_of(ui, permission)) height += paragraph_height(ui, width, Role::small, part.text);
    return height;
}

void draw_permission_text(Ui& ui, Box box, const PermissionView& permission) {
    box.cut_top(ui.px(7));
    draw_text(ui, box.cut_top(ui.px(18)), Role::strong, ui.colors().text, words::permission_title(permission.id));
    for (const auto& part : parts_of(ui, permission)) box.cut_top(draw_paragraph(ui, box, Role::small, part.color, part.text));
}

std::string about_plugin(const PluginView& plugin) {
    return plugin.author.empty() ? plugin.version : fmt::format("{}, by {}", plugin.version, plugin.author);
}

} // namespace asista::ui
