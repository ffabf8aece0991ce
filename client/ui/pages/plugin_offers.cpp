#include "ui/pages/plugins.hpp"

#include "ui/fuzzy.hpp"
#include "ui/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <set>

namespace asista::ui {
namespace {

using Version = std::array<unsigned, 3>;

std::optional<Version> parse_version(std::string_view text) {
    Version version{};
    text = text.substr(0, text.find_first_of("-+"));
    for (std::size_t i = 0; i < 3; ++i) {
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), version[i]);
        if (error != std::errc{}) return std::nullopt;
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        if (i == 2) break;
        if (text.empty() || text.front() != '.') return std::nullopt;
        text.remove_prefix(1);
    }
    return text.empty() ? std::optional{version} : std::nullopt;
}

bool wanted(const Offer& offer, std::string_view filter, std::string_view text) {
    if (filter == "installed" && !offer.installed()) return false;
    if (!filter.empty() && filter != "installed" && offer.category() != filter) return false;
    if (text.empty()) return true;
    return fuzzy_match(text, offer.name()) || offer.description().find(text) != std::string::npos ||
           std::ranges::any_of(offer.tags(), [&](const std::string& tag) { return fuzzy_match(text, tag).has_value(); });
}

} // namespace

bool version_after(std::string_view first, std::string_view second) {
    const auto a = parse_version(first), b = parse_version(second);
    if (!a || !b) return a.has_value() && !b.has_value();
    return *a > *b;
}

std::string Offer::name() const {
    if (!plugin) return entry->name;
    if (!plugin->name.empty()) return plugin->name;
    return entry ? entry->name : plugin->id;
}
std::string Offer::about() const {
    const std::string& version = plugin && !plugin->version.empty() ? plugin->version : entry ? entry->version : plugin->version;
    const std::string& author = plugin && !plugin->author.empty() ? plugin->author : entry ? entry->author : plugin->author;
    if (version.empty()) return author;
    return author.empty() ? version : fmt::format("{}, {}", version, author);
}
std::string Offer::description() const {
    if (plugin && plugin->state == PluginState::broken) return words::sentence(plugin->reason);
    if (plugin && !plugin->description.empty()) return plugin->description;
    return entry ? entry->description : std::string{};
}
std::string Offer::icon() const {
    if (plugin && !plugin->icon.empty()) return plugin->icon;
    return entry && !entry->icon.empty() ? entry->icon : "puzzle-piece";
}
std::string Offer::category() const {
    return plugin && !plugin->category.empty() ? plugin->category : entry ? entry->category : std::string{};
}
const std::vector<std::string>& Offer::tags() const {
    return plugin && !plugin->tags.empty() ? plugin->tags : entry ? entry->tags : plugin->tags;
}
bool Offer::newer() const { return plugin && entry && plugin->installed && version_after(entry->version, plugin->version); }

std::vector<Offer> offers(const Snapshot& snapshot, std::string_view filter, std::string_view text, OfferOrder order) {
    std::vector<Offer> all;
    for (const auto& plugin : snapshot.plugins) {
        const auto entry = std::ranges::find(snapshot.marketplace, plugin.id, &MarketplaceEntry::id);
        all.push_back({&plugin, entry == snapshot.marketplace.end() ? nullptr : &*entry});
    }
    for (const auto& entry : snapshot.marketplace)
        if (std::ranges::find(snapshot.plugins, entry.id, &PluginView::id) == snapshot.plugins.end())
            all.push_back({nullptr, &entry});
    std::erase_if(all, [&](const Offer& offer) { return !wanted(offer, filter, text); });
    std::ranges::stable_sort(all, {}, &Offer::name);
    if (order == OfferOrder::rating)
        std::ranges::stable_sort(all, std::greater{}, [](const Offer& offer) { return offer.entry ? offer.entry->rating : 0.0; });
    // What is here comes before what is not; within that, what the catalogue recommends.
    if (order == OfferOrder::featured)
        std::ranges::stable_sort(all, std::greater{},
                                 [](const Offer& offer) { return (offer.plugin ? 2 : 0) + (offer.featured() ? 1 : 0); });
    return all;
}

std::vector<std::string> offer_categories(const Snapshot& snapshot) {
    std::set<std::string> names;
    for (const auto& plugin : snapshot.plugins) names.insert(plugin.category);
    for (const auto& entry : snapshot.marketplace) names.insert(entry.category);
    names.erase("");
    return {names.begin(), names.end()};
}

} // namespace asista::ui
