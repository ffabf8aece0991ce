// The questions about permissions that are open: asked of the person at a plugin's first use, shown until they answer or the plugin is
// gone. Which calls wait for the answer is the broker's business, what follows from it the plugin's.
#pragma once

#include "wire/model.hpp"
#include "wire/permissions.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace asista::runtime {

// [core]
class Questions {
  public:
    struct Question {
        std::uint64_t id = 0; // never used twice
        std::string plugin;
        Permission permission{};
        InstantMs asked_at = 0;
    };

    // The question about this permission of this plugin: the one that is open, or a new one.
    std::uint64_t open(std::string_view plugin, Permission permission, InstantMs now);
    // False when none was open.
    bool close(std::string_view plugin, Permission permission);
    bool close_all(std::string_view plugin);

    std::optional<Question> find(std::uint64_t id) const;
    const std::vector<Question>& all() const { return open_; } // oldest first

  private:
    std::vector<Question> open_;
    std::uint64_t last_id_ = 0;
};

} // namespace asista::runtime
