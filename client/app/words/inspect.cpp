// `asista inspect`: what a plugin is, asks for and offers, in plain words, before anybody installs it.
#include "app/words/inspect.hpp"

#include "app/words/build.hpp"
#include "app/words/pack_file.hpp"
#include "app/words/trial.hpp"
#include "runtime/library_file.hpp"

#include <nlohmann/json.hpp>

namespace asista::app::words {

namespace {
using Json = nlohmann::ordered_json;

std::string_view kind_name(runtime::SettingDefinition::Kind kind) {
    using Kind = runtime::SettingDefinition::Kind;
    switch (kind) {
    case Kind::toggle: return "toggle";
    case Kind::number: return "number";
    case Kind::text: return "text";
    case Kind::choice: return "choice";
    }
    return "";
}

const PermissionInfo& info_of(Permission permission) { return permission_table.at(static_cast<std::size_t>(permission)); }

std::string joined(const std::vector<std::string>& texts) {
    std::string all;
    for (const auto& text : texts) all += (all.empty() ? "" : ", ") + text;
    return all;
}

Json described(const runtime::Manifest& manifest) {
    Json permissions = Json::array(), settings = Json::array();
    for (const auto& wish : manifest.permissions)
        permissions.push_back({{"id", std::string(info_of(wish.permission).id)},
                               {"means", std::string(info_of(wish.permission).sentence)},
                               {"required", wish.required},
                               {"reason", wish.reason},
                               {"hosts", wish.hosts}});
    for (const auto& setting : manifest.settings)
        settings.push_back({{"key", setting.key}, {"title", setting.title}, {"type", std::string(kind_name(setting.kind))}});
    return {{"id", manifest.id},
            {"name", manifest.name},
            {"version", manifest.version.to_string()},
            {"description", manifest.description},
            {"author", manifest.author.name},
            {"website", manifest.author.website},
            {"category", manifest.category},
            {"permissions", permissions},
            {"settings", settings}};
}

Json described(const Trial& trial) {
    Json offers = Json::object();
    const auto list = [&offers](const char* what, const auto& items, auto&& text_of) {
        Json all = Json::array();
        for (const auto& item : items) all.push_back(text_of(item));
        offers[what] = std::move(all);
    };
    list("widgets", trial.offers.widgets(), [](const auto& item) { return item.title; });
    list("pages", trial.offers.pages(), [](const auto& item) { return item.title; });
    list("commands", trial.offers.commands(), [](const auto& item) { return item.title; });
    list("menu", trial.offers.menu_items(), [](const auto& item) { return item.title; });
    list("methods", trial.offers.methods(), [](const auto& item) { return item.name; });
    list("voice", trial.offers.voices(), [](const auto& item) { return joined(item.phrases); });
    return {{"started", trial.started}, {"reason", trial.reason}, {"tier", trial.tier},
            {"layers", trial.layers},   {"offers", offers},       {"log", trial.log}};
}

std::string in_words(const runtime::Manifest& manifest) {
    auto text = fmt::format("{} {} ({})\n{}\nby {}{}, {}\n", manifest.name, manifest.version.to_string(), manifest.id,
                            manifest.description, manifest.author.name,
                            manifest.author.website.empty() ? "" : " <" + manifest.author.website + ">", manifest.category);
    text += manifest.permissions.empty() ? "\nIt asks for no permission.\n" : "\nIt asks to:\n";
    for (const auto& wish : manifest.permissions) {
        const auto& info = info_of(wish.permission);
        text += fmt::format("  {:<26}{} {}\n", info.title,
                            wish.required ? "needed: it does not run without." : "asked at first use.", info.sentence);
        if (!wish.hosts.empty()) text += fmt::format("  {:<26}reaches {}\n", "", joined(wish.hosts));
        if (!wish.reason.empty()) text += fmt::format("  {:<26}\"{}\"\n", "", wish.reason);
    }
    if (!manifest.settings.empty()) text += "\nIt can be set:\n";
    for (const auto& setting : manifest.settings) text += fmt::format("  {:<26}{}\n", setting.title, kind_name(setting.kind));
    return text;
}

std::string in_words(const Trial& trial) {
    if (!trial.started) return fmt::format("\nIt does not start: {}\n", trial.reason);
    auto text = fmt::format("\nStarted on trial, locked down in tier {} ({}), it offers:\n", trial.tier, trial.layers);
    const auto before = text.size();
    const auto offers = described(trial)["offers"];
    for (const auto& [what, items] : offers.items())
        for (const auto& item : items) text += fmt::format("  {:<26}{}\n", what, item.get<std::string>());
    if (text.size() == before) text += "  nothing\n";
    return text;
}

std::string in_words(const runtime::LibraryNeeds& needs, std::size_t bytes) {
    return fmt::format("\nIts library: {} KiB, needs {}.\n", (bytes + 1023) / 1024,
                       needs.libraries.empty() ? "no other" : joined(needs.libraries));
}
} // namespace

Result<Inspected> look_at(const Inspect& wish, const Places& places) {
    Inspected seen;
    std::error_code error;
    const fs::path path = wish.what;
    if (fs::is_regular_file(path, error)) {
        seen.unpacked.emplace(TRY(builder::make_temporary("asista-inspect")));
        TRY(unpack(path, seen.unpacked->path()));
        seen.folder = seen.unpacked->path();
    } else if (fs::is_directory(path, error)) {
        seen.folder = path;
    } else {
        seen.folder = places.plugins / wish.what;
        if (wish.what.find('/') != std::string::npos || !fs::is_directory(seen.folder, error))
            return fail(Errc::not_found, "{} is no file, no folder, and no plugin in {}; `asista list` shows what is there",
                        wish.what, places.plugins.string());
    }
    seen.manifest = TRY(manifest_in(seen.folder));
    auto library = seen.folder / seen.manifest.entry;
    // A source folder: what `asista build` made of it.
    if (const auto built = seen.folder / "build/plugins" / seen.manifest.id;
        !fs::exists(library, error) && fs::exists(built, error)) {
        seen.folder = built;
        library = built / seen.manifest.entry;
    }
    if (!fs::exists(library, error)) return seen;
    const auto bytes = TRY(runtime::read_finished_file(library, runtime::max_library_bytes));
    TRY(runtime::check_library(bytes));
    seen.library_bytes = bytes.size();
    seen.needs = TRY(runtime::library_needs(bytes));
    if (!wish.no_trial) seen.trial = TRY(start_on_trial(seen.folder, places));
    return seen;
}

Result<void> inspect(const Inspect& wish, const Places& places) {
    const auto seen = TRY(look_at(wish, places));
    if (wish.json) {
        auto all = described(seen.manifest);
        all["library"] = seen.needs ? Json{{"bytes", seen.library_bytes}, {"needs", seen.needs->libraries}} : Json();
        all["trial"] = seen.trial ? described(*seen.trial) : Json();
        fmt::print("{}\n", all.dump(2, ' ', false, Json::error_handler_t::replace));
        return {};
    }
    fmt::print("{}", in_words(seen.manifest));
    if (!seen.needs)
        fmt::print("\nThere is no library {} yet; `asista build {}` makes it.\n", seen.manifest.entry, wish.what);
    else
        fmt::print("{}", in_words(*seen.needs, seen.library_bytes));
    if (seen.trial) fmt::print("{}", in_words(*seen.trial));
    return {};
}

} // namespace asista::app::words
