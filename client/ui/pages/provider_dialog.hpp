// The dialog that adds or changes a provider of answers: where it is, which model, and its key, which is never shown again. [main]
#pragma once

#include "ui/context.hpp"
#include "wire/calls/ai.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace asista::ui {

class ProviderDialog {
  public:
    // It was added (`fresh`) or changed. Called from an answer, also when the dialog was closed before it came.
    using Saved = std::function<void(const calls::AiProvider& provider, bool fresh)>;

    void add(); // in the next draw()
    void edit(const calls::AiProvider& provider);
    // `keys_kept`: where keys are kept, in words; "" while not known.
    void draw(Ui& ui, std::string_view keys_kept, const Saved& saved);

  private:
    struct Problems { // beside the fields
        std::string address, name, model, key;
        bool any() const { return !(address.empty() && name.empty() && model.empty() && key.empty()); }
    };
    struct Form {
        calls::AiProvider provider;
        std::string key;
        bool without_key = false;
        std::string kept_address; // where the key that there is belongs to; "" without one
        Problems wrong;
        std::string problem; // why it was not saved
        bool sent = false, done = false, focus = true;
        std::string models_of; // the address whose models these are
        std::vector<std::string> models;
        std::string models_problem;
        bool asking_models = false, show_models = false; // the list opens by itself when it was asked for
    };
    float height(const Ui& ui, std::string_view keys_kept) const;
    void draw_form(Ui& ui, Box box, std::string_view keys_kept, bool closed, const Saved& saved);
    bool draw_model(Ui& ui, Box row);
    bool draw_key(Ui& ui, Box row);
    void use_preset(std::size_t index);
    void read_models(Ui& ui);
    void ask_models(Ui& ui); // as the form stands
    void check();
    void save(Ui& ui, const Saved& saved);

    // Shared with the answers that are under way: when the dialog is another one by then, nobody listens.
    std::shared_ptr<Form> form_;
    bool asked_ = false;
};

} // namespace asista::ui
