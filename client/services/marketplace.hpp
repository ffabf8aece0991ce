// The catalogue: what plugins there are, whether or not they are on this machine. Filled from a JSON file that comes with the client.
#pragma once

#include "store/database.hpp"
#include "wire/model.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace asista::services {

struct CatalogueEntry {
    std::string id, name, description, author, category, version, min_platform_version, pricing_model, icon;
    std::vector<std::string> tags;
    double price = 0;
    std::uint64_t downloads = 0;
    double rating = 0; // 0 to 5; 0: nobody has rated it yet
    bool featured = false;
    std::optional<DayNumber> published_day, updated_day;
};

// [core]
class Marketplace {
  public:
    explicit Marketplace(store::Database& db) : db_(db) {}

    // Replaces the catalogue by the one in `json`, an object with a list "plugins". Does nothing when it is the same text as last
    // time. Errors name the entry and the field; the catalogue stays as it was then.
    Result<void> load(std::string_view json);

    // Featured ones first, then by downloads.
    Result<std::vector<CatalogueEntry>> list();

  private:
    store::Database& db_;
};

} // namespace asista::services
