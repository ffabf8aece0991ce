#include "app/words/words.hpp"

#include "builder/plugin_template.hpp"
#include "runtime/manifest.hpp"

#include <algorithm>
#include <cctype>
#include <iostream>

namespace asista::app::words {

namespace {
bool is_blank(std::string_view text) {
    return std::ranges::all_of(text, [](unsigned char c) { return std::isspace(c) != 0; });
}

std::string ask(std::string_view question, std::istream& in) {
    fmt::print("{} ", question);
    std::cout.flush();
    std::fflush(stdout);
    std::string answer;
    std::getline(in, answer);
    return answer;
}

std::string categories() {
    std::string all;
    for (const auto category : runtime::plugin_categories) all += (all.empty() ? "" : ", ") + std::string(category);
    return all;
}
} // namespace

Result<void> make_new(const New& wish, const Places& places, std::istream& in, bool interactive) {
    builder::NewPlugin complete{wish.name, wish.category, wish.id, wish.folder};
    if (is_blank(complete.name) && interactive) complete.name = ask("Name of the plugin, as people will read it:", in);
    if (complete.category.empty() && interactive)
        complete.category = ask(fmt::format("Category ({}) [productivity]:", categories()), in);
    const auto names = TRY(builder::names_for(complete));
    TRY(builder::copy_template(places.sdk, names));

    const auto here = names.folder.lexically_relative(fs::current_path());
    const auto shown = here.empty() || here.string().starts_with("..") ? names.folder.string() : here.string();
    fmt::print("{} is in {}: {}.cpp draws its card, manifest.json says what it is.\n", names.name, shown, names.file);
    if (wish.id.empty())
        fmt::print("Its id is {}; change \"com.example\" to a domain of yours before others use it.\n", names.id);
    fmt::print("\nNext:\n  asista build {0}     builds it\n  asista dev {0}       shows it, and again at each save\n", shown);
    return {};
}

} // namespace asista::app::words
