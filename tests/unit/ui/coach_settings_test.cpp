// The settings page's "Coach": who answers, the providers, and what plugins may use.
#include "sample_ai.hpp"
#include "window_rig.hpp"

#include <algorithm>
#include <string>

using namespace asista;
using namespace asista::ui;
using calls::AiChoose;
using calls::AiProviderModels;
using calls::AiProviderModelsAt;
using calls::AiProviderRemove;
using calls::AiProviderSave;
using calls::AiProviderTest;
using calls::AiSettings;

namespace {

struct CoachRig : WindowRig {
    explicit CoachRig(std::string_view detail = "coach") {
        sample::add_ai(snapshot);
        shell->set_page("settings", detail);
        settle();
        REQUIRE(calls.count<AiSettings>() == 1);
        calls.answer_last<AiSettings>(sample::ai_settings());
        settle();
    }
    void replace(const ItemQuery& field, std::string_view text) {
        click(field);
        key(ImGuiKey_A, ImGuiMod_Ctrl);
        type(text);
    }
};

const ItemQuery add_button{.label = "Add provider", .exact = true, .role = ItemRole::button};

} // namespace

TEST_CASE("the chip in the top bar leads to who answers") {
    WindowRig rig;
    rig.settle();
    rig.click(ItemQuery{.label = "Coach: offline"});
    rig.settle();
    CHECK(rig.shell->page() == "settings");
    CHECK(rig.calls.count<AiSettings>() == 1);
}

TEST_CASE("settings that cannot be read say why, and are read again on request") {
    WindowRig rig;
    rig.shell->set_page("settings", "coach");
    rig.settle();
    rig.calls.refuse_last<AiSettings>({Errc::io, "the disk is full"});
    rig.settle();
    rig.click(ItemQuery{.label = "Try again"});
    CHECK(rig.calls.count<AiSettings>() == 2);
}

TEST_CASE("where the coach's questions go is said, and changes with who answers") {
    CoachRig rig;
    CHECK(rig.shows("What you write to the coach goes to api.anthropic.com."));
    CHECK(rig.shows("What Motivation asks goes to 127.0.0.1:11434 and stays in your own network."));

    rig.click(ItemQuery{.role = ItemRole::tree, .beside = "Who answers"});
    rig.click(ItemQuery{.label = "Offline coach", .nth = 0});
    REQUIRE(rig.calls.count<AiChoose>() == 1);
    const auto chosen = rig.calls.last<AiChoose>();
    CHECK(chosen.plugin == "");
    CHECK(chosen.provider == 0);
    CHECK(chosen.month_tokens == 200'000); // the limits stay for when it is chosen again
    CHECK_FALSE(rig.shows("What you write to the coach goes to api.anthropic.com."));

    rig.calls.refuse_last<AiChoose>({Errc::io, "the disk is full"});
    rig.settle();
    REQUIRE(rig.calls.count<AiSettings>() == 2); // what is kept counts
    rig.calls.answer_last<AiSettings>(sample::ai_settings());
    CHECK(rig.shows("What you write to the coach goes to api.anthropic.com."));
    CHECK(rig.shows("Who answers was not changed"));
}

TEST_CASE("a plugin without a choice of its own is listed, and gets one") {
    CoachRig rig;
    rig.click(ItemQuery{.role = ItemRole::tree, .beside = "Journal", .nth = 0});
    rig.click(ItemQuery{.label = "Ollama", .nth = 0});
    REQUIRE(rig.calls.count<AiChoose>() == 1);
    CHECK(rig.calls.last<AiChoose>().plugin == "ai.asista.journal");
    CHECK(rig.calls.last<AiChoose>().provider == 2);
}

TEST_CASE("limits are kept when they are numbers, and refused beside the field when not") {
    CoachRig rig;
    const ItemQuery tokens{.label = "Tokens a month", .role = ItemRole::field, .nth = 0};
    rig.replace(tokens, "many");
    rig.key(ImGuiKey_Enter);
    CHECK(rig.calls.count<AiChoose>() == 0);
    CHECK(rig.shows("Tokens are a whole number"));

    rig.replace(tokens, "50,000");
    rig.key(ImGuiKey_Enter);
    REQUIRE(rig.calls.count<AiChoose>() == 1);
    CHECK(rig.calls.last<AiChoose>().month_tokens == 50'000);
    CHECK(rig.calls.last<AiChoose>().month_cents == 500);
    CHECK_FALSE(rig.shows("Tokens are a whole number"));

    rig.replace({.label = "Cost a month", .role = ItemRole::field, .nth = 0}, "2,50");
    rig.key(ImGuiKey_Tab); // leaving the field is enough
    rig.settle();
    REQUIRE(rig.calls.count<AiChoose>() == 2);
    CHECK(rig.calls.last<AiChoose>().month_cents == 250);
    CHECK(rig.calls.last<AiChoose>().month_tokens == 50'000);
    CHECK(rig.shows("48,210 of 50,000 tokens, 1.32 of 2.50 USD"));
}

TEST_CASE("what is not known of costs is not shown as nothing") {
    CoachRig rig;
    rig.height = 1'200;
    CHECK(rig.shows("12,300 tokens, cost not known"));
    CHECK(rig.shows("Prices of 2026-11-20, in USD"));
}

TEST_CASE("when a text is shown, and whether names are sent, is chosen for each") {
    CoachRig rig;
    rig.height = 1'200;
    rig.click(ItemQuery{.label = "The first time", .nth = 0}); // Motivation's, as it is at first
    rig.click(ItemQuery{.label = "Each time", .nth = 0});
    REQUIRE(rig.calls.count<AiChoose>() == 1);
    CHECK(rig.calls.last<AiChoose>().plugin == "ai.asista.motivation");
    CHECK(rig.calls.last<AiChoose>().preview == calls::AiPreview::each_time);
    CHECK(rig.calls.last<AiChoose>().provider == 2);

    rig.click(ItemQuery{.label = "Numbers without names", .role = ItemRole::toggle});
    REQUIRE(rig.calls.count<AiChoose>() == 2);
    CHECK(rig.calls.last<AiChoose>().plugin == "");
    CHECK(rig.calls.last<AiChoose>().counts_only);
    CHECK(rig.calls.last<AiChoose>().preview == calls::AiPreview::never);
    CHECK(rig.calls.last<AiChoose>().month_tokens == 200'000);
}

TEST_CASE("a provider is tested without waiting, and the outcome is a sentence") {
    CoachRig rig;
    const ItemQuery test{.label = "Test", .exact = true, .beside = "Claude", .nth = 0};
    rig.click(test);
    REQUIRE(rig.calls.count<AiProviderTest>() == 1);
    CHECK(rig.calls.last<AiProviderTest>().id == 1);
    CHECK(rig.shows("It is asked for a word."));
    rig.calls.answer_last<AiProviderTest>(sample::ai_answers());
    CHECK(rig.shows("Answers in 420 ms."));

    rig.click(test);
    rig.calls.answer_last<AiProviderTest>({"api.anthropic.com refused the key; enter it anew under Edit", "", 90});
    CHECK(rig.shows("api.anthropic.com refused the key; enter it anew under Edit."));
    CHECK_FALSE(rig.shows("Answers in"));
}

TEST_CASE("a provider goes after a question that says who falls back") {
    CoachRig rig;
    const ItemQuery remove{.label = "Remove Claude", .role = ItemRole::button};
    rig.click(remove);
    rig.settle();
    REQUIRE(rig.shell->modal_open());
    CHECK(rig.shows("The coach is answered by the offline coach again."));
    rig.key(ImGuiKey_Escape);
    rig.settle();
    CHECK(rig.calls.count<AiProviderRemove>() == 0);

    rig.click(remove);
    rig.click(ItemQuery{.label = "Remove", .exact = true, .role = ItemRole::button});
    REQUIRE(rig.calls.count<AiProviderRemove>() == 1);
    CHECK(rig.calls.last<AiProviderRemove>().id == 1);
    rig.calls.answer_last<AiProviderRemove>({});
    CHECK(rig.shows("Claude removed"));
    CHECK(rig.calls.count<AiSettings>() == 2);
}

TEST_CASE("a provider is added: what is missing is said beside the field, what was refused below") {
    CoachRig rig("add provider");
    REQUIRE(rig.shell->modal_open());
    rig.click(add_button);
    CHECK(rig.calls.count<AiProviderSave>() == 0);
    CHECK(rig.shows("Which of its models answers?"));
    CHECK(rig.shows("It needs a key"));

    rig.replace({.label = "Model", .role = ItemRole::field}, "claude-sonnet-4-5");
    rig.replace({.label = "Key", .role = ItemRole::field}, " sk-secret ");
    rig.click(add_button);
    REQUIRE(rig.calls.count<AiProviderSave>() == 1);
    const auto saved = rig.calls.last<AiProviderSave>();
    CHECK(saved.provider.id == 0);
    CHECK(saved.provider.protocol == calls::AiProtocol::anthropic);
    CHECK(saved.provider.name == "Claude");
    CHECK(saved.provider.address == "https://api.anthropic.com");
    CHECK(saved.provider.model == "claude-sonnet-4-5");
    CHECK(saved.key == "sk-secret");
    CHECK_FALSE(saved.without_key);
    CHECK_FALSE(rig.shows("sk-secret")); // nowhere to be read

    rig.calls.refuse_last<AiProviderSave>({Errc::io, "the keyring is locked"});
    CHECK(rig.shows("The keyring is locked."));
    rig.click(add_button);
    REQUIRE(rig.calls.count<AiProviderSave>() == 2);
    auto reply = saved.provider;
    reply.id = 3;
    rig.calls.answer_last<AiProviderSave>(reply);
    rig.settle();
    CHECK_FALSE(rig.shell->modal_open());
    CHECK(rig.shows("Claude added"));
    CHECK(rig.calls.count<AiSettings>() == 2);
}

TEST_CASE("another protocol than a known provider's leaves neither its address nor its name behind") {
    CoachRig rig("add provider");
    rig.click(ItemQuery{.label = "OpenAI-compatible"});
    rig.settle();
    CHECK(rig.shows("Another one"));
    rig.replace({.label = "Address", .role = ItemRole::field}, "http://127.0.0.1:9000/v1");
    rig.replace({.label = "Name", .role = ItemRole::field}, "Mine");
    rig.replace({.label = "Model", .role = ItemRole::field}, "small-1");
    rig.click(ItemQuery{.label = "Needs no key"});
    rig.click(add_button);
    REQUIRE(rig.calls.count<AiProviderSave>() == 1);
    CHECK(rig.calls.last<AiProviderSave>().provider.address == "http://127.0.0.1:9000/v1");
    CHECK(rig.calls.last<AiProviderSave>().provider.name == "Mine");
    CHECK(rig.calls.last<AiProviderSave>().provider.protocol == calls::AiProtocol::openai);
}

TEST_CASE("a model on this computer is added by its preset and needs no key") {
    CoachRig rig("add provider");
    rig.click(ItemQuery{.role = ItemRole::tree, .beside = "Provider"});
    rig.click(ItemQuery{.label = "Ollama, on this computer"});
    rig.replace({.label = "Model", .role = ItemRole::field}, "llama3.2");
    rig.key(ImGuiKey_Enter); // in any field
    rig.settle();
    REQUIRE(rig.calls.count<AiProviderSave>() == 1);
    const auto saved = rig.calls.last<AiProviderSave>();
    CHECK(saved.provider.protocol == calls::AiProtocol::openai);
    CHECK(saved.provider.name == "Ollama");
    CHECK(saved.provider.address == "http://127.0.0.1:11434/v1");
    CHECK(saved.without_key);
    CHECK(saved.key.empty());
}

TEST_CASE("the first provider is offered to the coach by the toast") {
    WindowRig rig;
    auto none = sample::ai_settings();
    none.providers.clear();
    none.choices = {{}};
    rig.shell->set_page("settings", "add provider");
    rig.settle();
    rig.calls.answer_last<AiSettings>(none);
    rig.settle();
    rig.click(ItemQuery{.label = "Model", .role = ItemRole::field});
    rig.type("claude-sonnet-4-5");
    rig.click(ItemQuery{.label = "Needs no key", .role = ItemRole::check_box});
    rig.click(add_button);
    auto reply = rig.calls.last<AiProviderSave>().provider;
    reply.id = 7;
    rig.calls.answer_last<AiProviderSave>(reply);
    rig.settle();
    rig.click(ItemQuery{.label = "Use it", .role = ItemRole::button});
    REQUIRE(rig.calls.count<AiChoose>() == 1);
    CHECK(rig.calls.last<AiChoose>().plugin == "");
    CHECK(rig.calls.last<AiChoose>().provider == 7);
}

TEST_CASE("changing a provider keeps its key unless its address is another, and its models can be picked") {
    CoachRig rig;
    rig.click(ItemQuery{.label = "Edit\u2026", .beside = "Claude", .nth = 0});
    rig.settle();
    REQUIRE(rig.calls.count<AiProviderModels>() == 1);
    CHECK(rig.calls.last<AiProviderModels>().id == 1);
    rig.calls.answer_last<AiProviderModels>(sample::ai_models());
    rig.click(ItemQuery{.label = "Its models", .role = ItemRole::button});
    rig.click(ItemQuery{.label = "claude-haiku-4-5"});
    const ItemQuery save{.label = "Save", .exact = true, .role = ItemRole::button};
    const ItemQuery address{.label = "Address", .role = ItemRole::field};
    rig.replace(address, "https://proxy.example/v1");
    rig.click(save);
    CHECK(rig.calls.count<AiProviderSave>() == 0);
    CHECK(rig.shows("Another address needs the key anew."));

    rig.replace(address, "https://api.anthropic.com");
    rig.click(save);
    REQUIRE(rig.calls.count<AiProviderSave>() == 1);
    const auto saved = rig.calls.last<AiProviderSave>();
    CHECK(saved.provider.id == 1);
    CHECK(saved.provider.model == "claude-haiku-4-5");
    CHECK(saved.key.empty());
    CHECK_FALSE(saved.without_key);
}

TEST_CASE("models are listed before a provider is saved, with what the form says") {
    CoachRig rig("add provider");
    const ItemQuery list{.label = "List models", .role = ItemRole::button};
    rig.replace({.label = "Key", .role = ItemRole::field}, " sk-secret ");
    rig.click(list);
    REQUIRE(rig.calls.count<AiProviderModelsAt>() == 1);
    auto asked = rig.calls.last<AiProviderModelsAt>();
    CHECK(asked.protocol == calls::AiProtocol::anthropic);
    CHECK(asked.address == "https://api.anthropic.com");
    CHECK(asked.name == "Claude");
    CHECK(asked.key == "sk-secret");
    CHECK_FALSE(rig.shows("sk-secret"));
    rig.calls.refuse_last<AiProviderModelsAt>({Errc::denied, "Claude does not accept the key"});
    CHECK(rig.shows("Claude does not accept the key."));

    rig.click(list);
    CHECK_FALSE(rig.shows("Claude does not accept the key."));
    rig.calls.answer_last<AiProviderModelsAt>(sample::ai_models());
    rig.settle();
    rig.click(ItemQuery{.label = "claude-haiku-4-5"}); // the list is open
    rig.click(add_button);
    CHECK(rig.calls.last<AiProviderSave>().provider.model == "claude-haiku-4-5");
    CHECK(rig.calls.count<AiProviderModels>() == 0);

    // What comes for another address than the one there is now is nobody's.
    CoachRig other("add provider");
    other.click(ItemQuery{.label = "Needs no key", .role = ItemRole::check_box});
    other.click(list);
    CHECK(other.calls.last<AiProviderModelsAt>().key.empty());
    other.replace({.label = "Address", .role = ItemRole::field}, "https://proxy.example/v1");
    other.calls.answer_last<AiProviderModelsAt>(sample::ai_models());
    other.settle();
    CHECK_FALSE(other.shows("Its models"));
}

TEST_CASE("a provider without a list of models is changed all the same") {
    CoachRig rig;
    rig.click(ItemQuery{.label = "Edit\u2026", .beside = "Ollama", .nth = 0});
    rig.calls.refuse_last<AiProviderModels>({Errc::unsupported, "it has no list"});
    rig.settle();
    CHECK_FALSE(rig.shows("Its models"));
    rig.click(ItemQuery{.label = "Save", .exact = true, .role = ItemRole::button});
    REQUIRE(rig.calls.count<AiProviderSave>() == 1);
    CHECK(rig.calls.last<AiProviderSave>().without_key); // as it was
}

TEST_CASE("the palette adds a provider and finds what was sent") {
    WindowRig rig;
    run_in_palette(rig, "add an ai provider");
    CHECK(rig.shell->page() == "settings");
    CHECK(rig.shell->modal_open());
    rig.key(ImGuiKey_Escape);
    rig.settle();
    CHECK_FALSE(rig.shell->modal_open());
    run_in_palette(rig, "what was sent");
    CHECK(rig.shell->page() == "sent");
}
