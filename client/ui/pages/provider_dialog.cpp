#include "ui/pages/provider_dialog.hpp"

#include "ui/ai_words.hpp"
#include "ui/widgets/forms.hpp"
#include "ui/widgets/popups.hpp"
#include "ui/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace asista::ui {
namespace {

constexpr std::string_view dialog = "provider";
constexpr float dialog_width = 540, padding = 24, // of every question
    label_width = 92, gap = 12, without_key_width = 138;
constexpr int problem_lines = 3;
constexpr std::array<std::string_view, 2> protocols{"Anthropic", "OpenAI-compatible"};

struct Preset {
    std::string_view title, address, name, model; // the model is an example
    calls::AiProtocol protocol = calls::AiProtocol::openai;
    bool without_key = false;
};
constexpr std::array presets{
    Preset{"Anthropic", "https://api.anthropic.com", "Claude", "claude-sonnet-4-5", calls::AiProtocol::anthropic},
    Preset{"OpenAI", "https://api.openai.com/v1", "OpenAI", "gpt-5-mini"},
    Preset{"Ollama, on this computer", "http://127.0.0.1:11434/v1", "Ollama", "llama3.2", calls::AiProtocol::openai, true},
    Preset{"llama.cpp, on this computer", "http://127.0.0.1:8080/v1", "llama.cpp", "default", calls::AiProtocol::openai, true},
    Preset{"vLLM, on this computer", "http://127.0.0.1:8000/v1", "vLLM", "Qwen/Qwen3-8B", calls::AiProtocol::openai, true},
};
constexpr std::size_t another = presets.size(); // an address of the person's own

std::size_t preset_of(const calls::AiProvider& provider) {
    for (std::size_t i = 0; i < presets.size(); ++i)
        if (presets[i].address == provider.address && presets[i].protocol == provider.protocol) return i;
    return another;
}
bool named_by_preset(std::string_view name) {
    return name.empty() || std::ranges::any_of(presets, [name](const Preset& preset) { return preset.name == name; });
}

std::string trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return std::string{text.substr(first, text.find_last_not_of(" \t") - first + 1)};
}

float problem_height(const Ui& ui, std::string_view problem) {
    if (problem.empty()) return 0;
    return paragraph_height(ui, ui.px(dialog_width - 2 * padding - label_width), Role::small, problem, problem_lines) + ui.px(2);
}

// The row of a field. What is wrong with it stands below, and is as wide as the field.
Box labelled(Ui& ui, Box& box, std::string_view label, std::string_view wrong = {}) {
    Box row = box.cut_top(ui.px(size::control));
    draw_text(ui, row.cut_left(ui.px(label_width)), Role::body_medium, ui.colors().dim, label);
    if (!wrong.empty()) {
        Box below = box.cut_top(problem_height(ui, wrong));
        below.cut_left(ui.px(label_width));
        below.cut_top(ui.px(2));
        draw_paragraph(ui, below, Role::small, ui.colors().bad, wrong, problem_lines);
    }
    box.cut_top(ui.px(gap));
    return row;
}

} // namespace

void ProviderDialog::add() {
    form_ = std::make_shared<Form>();
    asked_ = true;
    use_preset(0);
}

void ProviderDialog::edit(const calls::AiProvider& provider) {
    form_ = std::make_shared<Form>();
    asked_ = true;
    form_->provider = provider;
    form_->without_key = !provider.has_key;
    if (provider.has_key) form_->kept_address = provider.address;
}

void ProviderDialog::use_preset(std::size_t index) {
    Form& form = *form_;
    form.wrong = {};
    if (index == another) {
        form.provider.address.clear();
        if (named_by_preset(form.provider.name)) form.provider.name.clear();
        return;
    }
    const Preset& preset = presets[index];
    form.provider.protocol = preset.protocol;
    form.provider.address = preset.address;
    if (named_by_preset(form.provider.name)) form.provider.name = preset.name;
    form.without_key = preset.without_key;
}

// Of one that is saved, with the key that it has.
void ProviderDialog::read_models(Ui& ui) {
    std::weak_ptr<Form> weak = form_;
    ui.calls.call<calls::AiProviderModels>(
        {form_->provider.id}, [weak, address = form_->provider.address](Result<calls::AiProviderModels::Reply> reply) {
            const auto form = weak.lock();
            if (!form) return;
            const bool wanted = std::exchange(form->asking_models, false);
            if (reply) {
                form->models = std::move(reply->models);
                form->models_of = address;
                form->show_models = wanted;
            } else if (wanted || (reply.error().code != Errc::unsupported && reply.error().code != Errc::cancelled)) {
                form->models_problem = "Its models are not known: " + words::sentence(reply.error().message);
            }
        });
}

void ProviderDialog::ask_models(Ui& ui) {
    Form& form = *form_;
    for (std::string* const text : {&form.provider.address, &form.key}) *text = trimmed(*text);
    form.models.clear();
    form.models_problem.clear();
    form.asking_models = true;
    const bool keeps_key = form.key.empty() && !form.without_key;
    if (form.provider.id != 0 && keeps_key && form.kept_address == form.provider.address) return read_models(ui);
    calls::AiProviderModelsAt::Request request{form.provider.protocol, trimmed(form.provider.name), form.provider.address, {}};
    if (!form.without_key) request.key = form.key;
    ui.calls.call<calls::AiProviderModelsAt>(
        request, [weak = std::weak_ptr<Form>(form_), address = request.address](Result<calls::AiProviderModels::Reply> reply) {
            const auto now = weak.lock();
            if (!now) return;
            now->asking_models = false;
            if (now->provider.address != address) return; // another one by now
            if (!reply) {
                now->models_problem = "Its models are not known: " + words::sentence(reply.error().message);
                return;
            }
            now->models = std::move(reply->models);
            now->models_of = address;
            now->show_models = true;
        });
    std::ranges::fill(request.key, '\0');
}

void ProviderDialog::check() {
    Form& form = *form_;
    calls::AiProvider& provider = form.provider;
    for (std::string* const text : {&provider.name, &provider.address, &provider.model, &form.key}) *text = trimmed(*text);
    form.wrong = {};
    if (provider.name.empty()) form.wrong.name = "It needs a name to be called by.";
    if (provider.address.empty())
        form.wrong.address = "Where its API is: https://api.example.com/v1.";
    else if ((!provider.address.starts_with("https://") && !provider.address.starts_with("http://")) ||
             words::host_of(provider.address).empty())
        form.wrong.address = "An address begins with https://, or with http:// in your own network.";
    if (provider.model.empty()) form.wrong.model = "Which of its models answers?";
    if (form.without_key || !form.key.empty() || form.kept_address == provider.address) return;
    form.wrong.key =
        form.kept_address.empty() ? "It needs a key, or the tick at the right." : "Another address needs the key anew.";
}

void ProviderDialog::save(Ui& ui, const Saved& saved) {
    Form& form = *form_;
    form.problem.clear();
    check();
    if (form.wrong.any()) return;
    form.sent = true;
    calls::AiProviderSave::Request request;
    request.provider = form.provider;
    request.without_key = form.without_key;
    if (!form.without_key) request.key = form.key;
    const bool fresh = form.provider.id == 0;
    ui.calls.call<calls::AiProviderSave>(
        request, [weak = std::weak_ptr<Form>(form_), saved, fresh](const Result<calls::AiProvider>& reply) {
            if (reply) saved(*reply, fresh);
            const auto now = weak.lock();
            if (!now) return;
            now->sent = false;
            now->done = reply.has_value();
            if (!reply) now->problem = words::sentence(reply.error().message);
        });
    std::ranges::fill(request.key, '\0');
}

float ProviderDialog::height(const Ui& ui, std::string_view keys_kept) const {
    const Form& form = *form_;
    const float inner = ui.px(dialog_width - 2 * padding);
    float rows = ui.px(26 + 14 + 6 * (size::control + gap) + size::control);
    for (const auto* const wrong : {&form.wrong.address, &form.wrong.name, &form.wrong.model, &form.wrong.key})
        rows += problem_height(ui, *wrong);
    if (form.wrong.model.empty()) rows += problem_height(ui, form.models_problem);
    rows += paragraph_height(ui, inner - ui.px(label_width), Role::small, keys_kept, 3) + ui.px(gap);
    if (!form.problem.empty()) rows += paragraph_height(ui, inner, Role::small, form.problem, 4) + ui.px(gap);
    return rows;
}

void ProviderDialog::draw(Ui& ui, std::string_view keys_kept, const Saved& saved) {
    if (std::exchange(asked_, false)) {
        open_question(dialog);
        if (form_->provider.id != 0) read_models(ui);
    }
    if (!form_) return;
    const Question question = begin_question(ui, dialog, dialog_width, height(ui, keys_kept));
    if (!question.shown) return;
    draw_form(ui, question.box, keys_kept, question.closed, saved);
    if (form_->done || question.closed) {
        std::ranges::fill(form_->key, '\0');
        close_question();
        form_.reset();
    }
    end_question();
}

void ProviderDialog::draw_form(Ui& ui, Box box, std::string_view keys_kept, bool closed, const Saved& saved) {
    Form& form = *form_;
    const Colors& c = ui.colors();
    calls::AiProvider& provider = form.provider;
    draw_text(ui, box.cut_top(ui.px(26)), Role::heading, c.text, provider.id == 0 ? "Add a provider" : "Change this provider");
    box.cut_top(ui.px(14));

    std::vector<std::string> titles;
    for (const auto& preset : presets) titles.emplace_back(preset.title);
    titles.emplace_back("Another one");
    std::size_t preset = preset_of(provider);
    if (drop_down(ui, "preset", labelled(ui, box, "Provider"), titles, preset)) use_preset(preset);
    Box row = labelled(ui, box, "Speaks");
    auto protocol = static_cast<std::size_t>(provider.protocol);
    if (segments(ui, "protocol", row, protocols, protocol)) {
        provider.protocol = static_cast<calls::AiProtocol>(protocol);
        if (preset != another && preset_of(provider) == another) use_preset(another); // its address speaks the other one
    }
    bool entered = text_field(ui, "address", labelled(ui, box, "Address", form.wrong.address), provider.address,
                              {.hint = "https://api.example.com/v1", .label = "Address", .mono = true}) == FieldEvent::submitted;
    entered |= text_field(ui, "name", labelled(ui, box, "Name", form.wrong.name), provider.name,
                          {.hint = "As you will read it", .label = "Name", .focus_now = std::exchange(form.focus, false)}) ==
               FieldEvent::submitted;
    entered |= draw_model(ui, labelled(ui, box, "Model", form.wrong.model.empty() ? form.models_problem : form.wrong.model));
    entered |= draw_key(ui, labelled(ui, box, "Key", form.wrong.key));
    Box kept = box.cut_top(paragraph_height(ui, box.w - ui.px(label_width), Role::small, keys_kept, 3));
    kept.cut_left(ui.px(label_width));
    draw_paragraph(ui, kept, Role::small, c.dim, keys_kept, 3);
    box.cut_top(ui.px(gap));

    if (!form.problem.empty()) {
        const float rows = paragraph_height(ui, box.w, Role::small, form.problem, 4);
        draw_paragraph(ui, box.cut_top(rows), Role::small, c.bad, form.problem, 4);
        box.cut_top(ui.px(gap));
    }
    Box buttons = box.cut_top(ui.px(size::control));
    const std::string_view label = form.sent ? "Saving\u2026" : provider.id == 0 ? "Add provider" : "Save";
    const bool pressed =
        button_right(ui, buttons, "save", ButtonKind::primary, label, {}, form.sent ? Enabled::no : Enabled::yes);
    if (button_right(ui, buttons, "cancel", ButtonKind::secondary, "Cancel")) form.done = true;
    if ((pressed || entered) && !form.sent && !form.done && !closed) save(ui, saved);
}

// A field for any name, with the provider's own list where it is known.
bool ProviderDialog::draw_model(Ui& ui, Box row) {
    Form& form = *form_;
    const std::string_view ask = form.asking_models ? "Asking\u2026" : "List models";
    const Enabled can_ask = form.asking_models || form.provider.address.empty() ? Enabled::no : Enabled::yes;
    if (button(ui, "ask models", row.cut_right(button_width(ui, "List models")), ButtonKind::secondary, ask, {}, can_ask))
        ask_models(ui);
    row.cut_right(ui.px(8));
    if (!form.models.empty() && form.models_of == form.provider.address) {
        const Box place = row.cut_right(ui.px(size::control));
        row.cut_right(ui.px(8));
        if (icon_button(ui, "models", place, "caret-down", ui.colors().dim, "Its models") ||
            std::exchange(form.show_models, false))
            open_menu("models of it");
        if (begin_menu(ui, "models of it", place, {.width = 300, .align_right = true, .max_height = 300})) {
            for (const auto& model : form.models)
                if (menu_item(ui, {.label = model, .ticked = model == form.provider.model})) form.provider.model = model;
            end_menu();
        }
    }
    const std::size_t preset = preset_of(form.provider);
    const std::string hint =
        preset == another ? std::string("As the provider calls it") : fmt::format("For example {}", presets[preset].model);
    return text_field(ui, "model", row, form.provider.model, {.hint = hint, .label = "Model"}) == FieldEvent::submitted;
}

bool ProviderDialog::draw_key(Ui& ui, Box row) {
    Form& form = *form_;
    Box side = row.cut_right(ui.px(without_key_width));
    side.cut_left(ui.px(10));
    const Box tick = side.cut_left(ui.px(size::check + 8));
    if (check_box(ui, "without key", tick, form.without_key ? On::yes : On::no, "Needs no key")) {
        form.without_key = !form.without_key;
        form.wrong.key.clear();
    }
    draw_text(ui, side, Role::body, ui.colors().dim, "Needs no key");
    if (form.without_key) {
        draw_text(ui, row, Role::body, ui.colors().faint, "It is asked without one.");
        return false;
    }
    const bool kept = !form.kept_address.empty() && form.kept_address == form.provider.address;
    return text_field(
               ui, "key", row, form.key,
               {.hint = kept ? "Empty: the one there is stays" : "As the provider shows it", .label = "Key", .secret = true}) ==
           FieldEvent::submitted;
}

} // namespace asista::ui
