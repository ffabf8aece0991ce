#include "services/marketplace.hpp"

#include "services/json_fields.hpp"
#include "services/text_rules.hpp"

#include <cmath>

namespace asista::services {
namespace {

// Enough to notice that the file changed; nobody gains by a collision with a file they could edit anyway.
std::string fingerprint(std::string_view text) {
    std::uint64_t hash = 0xcbf29ce484222325; // FNV-1a, 64 bit
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    return fmt::format("{:016x}-{}", hash, text.size());
}

Result<CatalogueEntry> read_entry(const nlohmann::json& json, std::size_t position) {
    const JsonFields unnamed(json, fmt::format("catalogue entry {}", position + 1));
    CatalogueEntry entry;
    entry.id = TRY(unnamed.text("id"));
    const JsonFields fields(json, fmt::format("catalogue entry {}", entry.id));
    TRY(check_key(fields.what(), entry.id));
    entry.name = TRY(fields.text("name"));
    entry.description = TRY(fields.text("description"));
    entry.author = TRY(fields.text("author"));
    entry.category = TRY(fields.text("category"));
    entry.version = TRY(fields.text("version"));
    entry.min_platform_version = TRY(fields.text_or("min_platform_version", ""));
    entry.pricing_model = TRY(fields.text_or("pricing_model", "free"));
    entry.icon = TRY(fields.text_or("icon", ""));
    entry.price = TRY(fields.number_or("price", 0));
    entry.rating = TRY(fields.number_or("rating", 0));
    entry.downloads = static_cast<std::uint64_t>(std::max<std::int64_t>(0, TRY(fields.maybe_integer("downloads")).value_or(0)));
    entry.featured = TRY(fields.flag_or("featured", false));
    entry.published_day = TRY(fields.maybe_date("published"));
    entry.updated_day = TRY(fields.maybe_date("updated"));
    const auto tags = TRY(fields.list("tags"));
    for (const auto& tag : tags) {
        if (!tag.is_string()) return fail(Errc::invalid, "{}: \"tags\" must be words", fields.what());
        entry.tags.push_back(tag.get<std::string>());
    }
    return entry;
}

} // namespace

Result<void> Marketplace::load(std::string_view json) {
    const std::string present = fingerprint(json);
    {
        auto row = TRY(db_.prepare("SELECT value FROM profile_facts WHERE key = 'catalogue'"));
        if (TRY(row.step()) && row.text(0) == present) return {};
    }
    const auto root = TRY(parse_json("catalogue", json));
    const auto plugins = TRY(JsonFields(root, "catalogue").list("plugins"));
    std::vector<CatalogueEntry> entries;
    for (std::size_t i = 0; i < plugins.size(); ++i) entries.push_back(TRY(read_entry(plugins[i], i)));

    return db_.transaction([&]() -> Result<void> {
        TRY(db_.run("DELETE FROM plugin_marketplace"));
        for (const CatalogueEntry& entry : entries) {
            const auto added =
                db_.run("INSERT INTO plugin_marketplace(id, name, description, author, category, tags, version, "
                        "min_platform_version, pricing_model, price, downloads, rating, featured, icon, published_day, "
                        "updated_day) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
                        entry.id, entry.name, entry.description, entry.author, entry.category, nlohmann::json(entry.tags).dump(),
                        entry.version, entry.min_platform_version, entry.pricing_model, entry.price, entry.downloads,
                        entry.rating, entry.featured, entry.icon, entry.published_day, entry.updated_day);
            if (!added) return fail_in(fmt::format("catalogue entry {}", entry.id), added.error());
        }
        return db_.run("INSERT INTO profile_facts(key, value) VALUES('catalogue', ?1) "
                       "ON CONFLICT(key) DO UPDATE SET value = excluded.value",
                       present);
    });
}

Result<std::vector<CatalogueEntry>> Marketplace::list() {
    auto rows =
        TRY(db_.prepare("SELECT id, name, description, author, category, tags, version, min_platform_version, pricing_model, "
                        "price, downloads, rating, featured, icon, published_day, updated_day FROM plugin_marketplace "
                        "ORDER BY featured DESC, downloads DESC, name"));
    std::vector<CatalogueEntry> entries;
    while (TRY(rows.step())) {
        CatalogueEntry entry;
        entry.id = rows.text(0);
        entry.name = rows.text(1);
        entry.description = rows.text(2);
        entry.author = rows.text(3);
        entry.category = rows.text(4);
        const auto tags = nlohmann::json::parse(rows.text(5), nullptr, false);
        if (tags.is_array())
            for (const auto& tag : tags)
                if (tag.is_string()) entry.tags.push_back(tag.get<std::string>());
        entry.version = rows.text(6);
        entry.min_platform_version = rows.text(7);
        entry.pricing_model = rows.text(8);
        entry.price = rows.real(9);
        entry.downloads = rows.as<std::uint64_t>(10);
        entry.rating = rows.real(11);
        entry.featured = rows.as<bool>(12);
        entry.icon = rows.text(13);
        entry.published_day = rows.maybe<DayNumber>(14);
        entry.updated_day = rows.maybe<DayNumber>(15);
        entries.push_back(std::move(entry));
    }
    return entries;
}

} // namespace asista::services
