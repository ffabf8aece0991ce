// `asista list` and `asista logs`: what a running client says of its plugins, or what the profile remembers while none runs.
#include "app/words/ask_client.hpp"
#include "builder/whole_files.hpp"
#include "app/words/words.hpp"
#include "core/profile_plugins.hpp"
#include "runtime/manifest.hpp"
#include "runtime/plugin_log.hpp"

#include <date/date.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <map>

namespace asista::app::words {

namespace {
using Json = nlohmann::json;

// The folder and the profile's memory put together, as the client would at its start.
Result<Json> without_client(const Places& places) {
    std::map<std::string, Json> found;
    std::error_code error;
    for (auto entry = fs::directory_iterator(places.plugins, error); !error && entry != fs::directory_iterator();
         entry.increment(error)) {
        const auto id = entry->path().filename().string();
        const auto file = entry->path() / "manifest.json";
        if (id.starts_with('.') || !builder::is_there(file)) continue;
        const auto text = builder::read_text(file);
        auto manifest =
            text ? runtime::parse_manifest(*text, id + "/manifest.json") : Result<runtime::Manifest>(fail(text.error()));
        if (manifest && manifest->id != id)
            manifest = fail(Errc::invalid, "its folder is named {}, but its manifest.json says {}", id, manifest->id);
        found[id] = manifest ? Json{{"id", id},
                                    {"name", manifest->name},
                                    {"version", manifest->version.to_string()},
                                    {"state", "found"},
                                    {"tier", ""},
                                    {"reason", "It is not installed; open Plugins in Asista to review it."}}
                             : Json{{"id", id},          {"name", id}, {"version", ""},
                                    {"state", "broken"}, {"tier", ""}, {"reason", manifest.error().message}};
    }
    const auto remembered = TRY(core::remembered_plugins(places.profile));
    for (const auto& plugin : remembered) {
        auto& row = found[plugin.id];
        if (row.is_null())
            row = {{"id", plugin.id}, {"name", plugin.id},  {"version", plugin.version},
                   {"tier", ""},      {"state", "missing"}, {"reason", "Its files are not in " + places.plugins.string() + "."}};
        if (row["state"] != "found") continue;
        row["state"] = !plugin.enabled ? "off" : plugin.why_disabled.empty() ? "on" : "refused";
        row["reason"] = plugin.why_disabled;
    }
    Json all = Json::array();
    for (auto& [id, row] : found) all.push_back(std::move(row));
    return Json{{"plugins", all}};
}

std::string clock_time(InstantMs at) {
    const date::sys_time<std::chrono::milliseconds> time{std::chrono::milliseconds(at)};
    return date::format("%FT%TZ", time);
}

void print_lines(const Json& answer) {
    for (const auto& line : answer.at("lines"))
        fmt::print("{} {:<8}{}\n", clock_time(line.at("at").get<InstantMs>()), line.at("level").get<std::string>(),
                   runtime::printable_line(line.at("text").get<std::string>()));
    std::fflush(stdout);
}
} // namespace

Result<void> list(const List& wish, const Places& places) {
    auto answer = TRY(ask_client(places.profile, {{"ask", "plugins"}}));
    const bool running = answer.has_value();
    if (!running) answer = TRY(without_client(places));
    (*answer)["client_running"] = running;
    if (wish.json) {
        fmt::print("{}\n", answer->dump(2, ' ', false, Json::error_handler_t::replace));
        return {};
    }
    const auto& plugins = answer->at("plugins");
    if (plugins.empty()) fmt::print("There is no plugin in {}.\n", places.plugins.string());
    std::size_t widest = 0;
    for (const auto& plugin : plugins) widest = std::max(widest, plugin.at("id").get<std::string>().size());
    for (const auto& plugin : plugins) {
        const auto text = [&plugin](const char* key) { return runtime::printable_line(plugin.at(key).get<std::string>()); };
        fmt::print("{:<{}}  {:<10} {:<11}{}{}\n", text("id"), widest, text("version"), text("state"),
                   text("tier").empty() ? "" : "tier " + text("tier") + "  ", text("reason"));
    }
    fmt::print("\n{}\n", running ? "As the running client says." : "No client has this profile open.");
    return {};
}

Result<void> logs(const Logs& wish, const Places& places) {
    Json question{{"ask", "log"}, {"plugin", wish.plugin}};
    bool first = true;
    do {
        const auto answer = ask_client(places.profile, question);
        if (!answer && !first && answer.error().code == Errc::unavailable) return {}; // the client was closed: the log ends
        if (!answer) return fail(answer.error());
        if (!*answer && !first) return {};
        if (!*answer)
            return fail(Errc::unavailable,
                        "no client has the profile {} open, and logs are kept by the running client alone; start it, or choose "
                        "another profile with --profile",
                        places.profile.string());
        if (first && wish.follow) fmt::print(stderr, "Following {}; Ctrl C ends it.\n", wish.plugin);
        print_lines(**answer);
        question["after"] = (*answer)->at("next");
        question["wait"] = true;
        first = false;
    } while (wish.follow);
    return {};
}

} // namespace asista::app::words
