// The page's fourth part: exactly what the coach is told, with a switch for each field; and its fifth: people to reach.
#include "page.hpp"
#include "parts.hpp"

#include <algorithm>

namespace asista::motivation {
namespace {

namespace ui = asista::ui;

std::string one_line(std::string text) {
    while (!text.empty() && text.back() == '\n') text.pop_back();
    std::replace(text.begin(), text.end(), '\n', ' ');
    return text;
}

void press(PageEvent& event, std::string_view setting, bool on) {
    event.kind = PageEvent::Kind::set;
    event.text = setting;
    event.on = on;
}

std::string coach_state(const PageModel& model) {
    const Preferences& wants = *model.preferences;
    if (!model.coach_allowed) return "Asking the coach is not allowed for this plugin. Lines come from here.";
    if (!wants.use_ai) return "The coach is switched off. Lines come from here.";
    if (model.coach_rests) return "The coach is not asked for a day.";
    const int asked = model.asked.day == model.now.day ? model.asked.asked : 0;
    return "Asked " + counted(asked, "time", "times") + " today, at most " + std::to_string(wants.ai_per_day) + ".";
}

void draw_fields(const Frame& frame, const PageModel& model, PageEvent& event) {
    parts::heading(frame, "What the coach is told", true);
    if (parts::toggle(frame, "use_ai", "Personal messages by the coach", model.preferences->use_ai, coach_state(model)))
        press(event, "use_ai", !model.preferences->use_ai);
    const PromptChoices& choices = model.preferences->prompt;
    if (parts::toggle(frame, "titles", "Titles of tasks and goals", choices.titles,
                      "Off: they are replaced by counts and percentages."))
        press(event, "share_titles", !choices.titles);
    for (const PromptField& field : prompt_fields(*model.stats, *model.facts, *model.energy, model.now, choices)) {
        const std::string under = field.text.empty() ? "Nothing to send at the moment." : one_line(field.text);
        if (parts::toggle(frame, std::string(field.setting).c_str(), field.title, field.on, under))
            press(event, field.setting, !field.on);
    }
    ui::space(frame, metrics::space_2);
    ui::dim(frame, "Notes of check-ins, saved lines and your own lines are never sent.");
}

void draw_text(const Frame& frame, const PageModel& model) {
    const CoachPrompt prompt = make_prompt(*model.stats, *model.facts, *model.energy, model.now, model.preferences->prompt);
    parts::heading(frame, "The whole text, as it would be sent now");
    const auto font = frame.font(FontRole::mono, metrics::small);
    ImGui::PushStyleColor(ImGuiCol_Text, frame.theme().dim);
    ImGui::PushTextWrapPos(0);
    ImGui::TextUnformatted(prompt.system.data(), prompt.system.data() + prompt.system.size());
    ImGui::TextUnformatted(prompt.user.data(), prompt.user.data() + prompt.user.size());
    ImGui::PopTextWrapPos();
    ImGui::PopStyleColor();
}

} // namespace

PageEvent draw_privacy_part(const Frame& frame, const PageModel& model) {
    PageEvent event;
    draw_fields(frame, model, event);
    draw_text(frame, model);
    return event;
}

PageEvent draw_help_part(const Frame& frame, const PageModel& model) {
    PageEvent event;
    parts::heading(frame, "If it is more than a bad day", true);
    event.help = draw_help_section(frame, model.preferences->help_region);
    if (event.help.kind != HelpEvent::Kind::none) event.kind = PageEvent::Kind::help;
    ui::space(frame, metrics::space_4);
    ui::dim(frame, not_medical_advice);
    return event;
}

} // namespace asista::motivation
