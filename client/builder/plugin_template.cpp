#include "builder/plugin_template.hpp"

#include "builder/whole_files.hpp"
#include "runtime/manifest.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <pwd.h>
#include <unistd.h>
#include <utility>

namespace asista::builder {

namespace fs = std::filesystem;

namespace {
using Json = nlohmann::ordered_json;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

std::string trimmed(std::string_view text) {
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())) != 0) text.remove_prefix(1);
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0) text.remove_suffix(1);
    return std::string(text);
}

// "My Timer 2" and "myTimer_2" alike in words: letters and digits, split where neither is and where a capital follows a small letter.
std::vector<std::string> words_of(std::string_view name) {
    std::vector<std::string> words;
    char before = ' ';
    for (const char c : name) {
        const bool counts = is_letter(c) || is_digit(c);
        const bool capital_after_small = c >= 'A' && c <= 'Z' && before >= 'a' && before <= 'z';
        if (counts && (words.empty() || !(is_letter(before) || is_digit(before)) || capital_after_small)) words.emplace_back();
        if (counts) words.back() += lower(c);
        before = c;
    }
    return words;
}

std::string joined(const std::vector<std::string>& words, char between) {
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : std::string(1, between)) + word;
    return text;
}

// Whose account this is, for the manifest's author.
std::string account_name() {
    const passwd* const entry = ::getpwuid(::getuid());
    if (entry == nullptr) return "Your Name";
    const std::string full = entry->pw_gecos != nullptr ? entry->pw_gecos : "";
    const auto name = trimmed(full.substr(0, full.find(',')));
    return name.empty() ? entry->pw_name : name;
}

std::string in_quotes(std::string_view text) { return Json(text).dump(); } // C++ and JSON agree on these escapes

// The template is a plugin that works; these are the places in it that name it, and a sentence that is about copying it. Gone through
// once: what is put in is not looked at again, whatever the name.
std::string filled_in(std::string_view text, const Names& names) {
    const auto title = in_quotes(names.name);
    const auto title_start = title.substr(0, title.size() - 1);
    const std::array<std::pair<std::string_view, std::string>, 12> places{{
        {" Copy this folder, change the id in manifest.json and\n// CMakeLists.txt, and go on from here.", " Go on from here."},
        {"com.example.hello", names.id},
        {"plugin_template", names.target},
        {"hello.cpp", names.file + ".cpp"},
        {"hello_test", names.file + "_test"},
        {"class Hello ", "class " + names.class_name + " "},
        {"    Hello() {", "    " + names.class_name + "() {"},
        {"ASISTA_PLUGIN(Hello)", "ASISTA_PLUGIN(" + names.class_name + ")"},
        {"\"Hello\"", title},
        {"\"Hello: ", title_start + ": "},
        {"\"hello\"", in_quotes(names.slug)},
        {"hello-", names.slug + "-"}, // pictures
    }};
    std::string filled;
    while (!text.empty()) {
        const auto place = std::ranges::find_if(places, [&](const auto& one) { return text.starts_with(one.first); });
        filled += place == places.end() ? text.substr(0, 1) : std::string_view(place->second);
        text.remove_prefix(place == places.end() ? 1 : place->first.size());
    }
    return filled;
}

Result<std::string> manifest_of(std::string_view from, const Names& names) {
    auto manifest = Json::parse(from, nullptr, false);
    if (!manifest.is_object()) return fail(Errc::io, "the template's manifest.json is damaged; install Asista anew");
    manifest["id"] = names.id;
    manifest["name"] = names.name;
    manifest["category"] = names.category;
    manifest["description"] = "Greets you and counts your open tasks. Say here in a sentence what the plugin does.";
    manifest["author"] = {{"name", names.author}};
    manifest["tags"] = Json::array();
    auto text = manifest.dump(2) + "\n";
    TRY(runtime::parse_manifest(text, "manifest.json"));
    return text;
}
} // namespace

Result<Names> names_for(const NewPlugin& wish) {
    Names names;
    names.name = trimmed(wish.name);
    if (names.name.empty())
        return fail(Errc::invalid, "the plugin has no name; give it one that people will read, like Focus Timer");
    const auto words = words_of(names.name);
    if (words.empty())
        return fail(Errc::invalid,
                    "the name \"{}\" has no letter from a to z to make file names of; use one that has, and change \"name\" in "
                    "manifest.json afterwards",
                    names.name);
    names.slug = joined(words, '-');
    names.file = joined(words, '_');
    names.target = "plugin_" + names.file;
    for (const auto& word : words) names.class_name += std::string(1, upper(word.front())) + word.substr(1);
    if (is_digit(names.class_name.front())) names.class_name = "Plugin" + names.class_name;
    names.id = wish.id.empty() ? "com.example." + names.slug : wish.id;
    names.category = trimmed(wish.category);
    if (names.category.empty()) names.category = "productivity";
    names.author = account_name();
    names.folder = fs::absolute(wish.folder.empty() ? fs::path(names.slug) : wish.folder).lexically_normal();
    if (names.folder.filename().empty()) names.folder = names.folder.parent_path(); // "timer/"
    return names;
}

Result<void> copy_template(const fs::path& from, const Names& names) {
    std::error_code error;
    if (!fs::exists(from / "manifest.json", error))
        return fail(Errc::not_found, "the plugin template {} is missing; install Asista anew", from.string());
    if (fs::exists(fs::symlink_status(names.folder, error)))
        return fail(Errc::busy, "{} is there already and is left as it is; choose another folder or another name",
                    names.folder.string());
    const auto original = TRY(read_text(from / "manifest.json"));
    const auto manifest = TRY(manifest_of(original, names));

    // Filled in beside its place: a folder that is there is complete.
    const auto draft = TRY(make_beside(names.folder));
    for (auto entry = fs::recursive_directory_iterator(from, error); !error && entry != fs::recursive_directory_iterator();
         entry.increment(error)) {
        const auto name = entry->path().filename().string();
        if (entry->is_directory()) {
            if (name.starts_with("build") || name.starts_with('.')) entry.disable_recursion_pending();
            continue;
        }
        const auto relative = fs::path(filled_in(entry->path().lexically_relative(from).string(), names));
        auto text = TRY(read_text(entry->path()));
        if (relative == "manifest.json")
            text = manifest;
        else if (relative.extension() != ".png")
            text = filled_in(text, names);
        TRY(write_text(draft.path() / relative, text));
    }
    if (error) return fail(Errc::io, "the plugin template {} cannot be read: {}", from.string(), error.message());
    return draft.keep_as(names.folder);
}

} // namespace asista::builder
