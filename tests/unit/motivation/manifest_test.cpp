#include "runtime/manifest.hpp"
#include "safety.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

using asista::Permission;
using asista::PermissionSet;

TEST_CASE("the client accepts the manifest, and only reading tasks is required") {
    std::stringstream text;
    text << std::ifstream(MOTIVATION_MANIFEST).rdbuf();

    const auto manifest = asista::runtime::parse_manifest(text.str(), "ai.asista.motivation/manifest.json");

    REQUIRE_MESSAGE(manifest.has_value(), manifest.error().message);
    CHECK(manifest->id == "ai.asista.motivation");
    CHECK(manifest->required() == PermissionSet{Permission::tasks_read});
    CHECK(manifest->wanted() == PermissionSet{Permission::tasks_read, Permission::habits_read, Permission::goals_read,
                                              Permission::ai_chat, Permission::voice_commands, Permission::voice_synthesis,
                                              Permission::calendar_read, Permission::notifications_send});
    for (const auto& permission : manifest->permissions) CHECK(!permission.reason.empty());
    CHECK(manifest->settings.size() == 22);
    const auto* region = manifest->setting("help_region");
    REQUIRE(region != nullptr);
    REQUIRE(region->choices.size() == asista::motivation::help_regions().size() + 1);
    for (const auto& one : asista::motivation::help_regions())
        CHECK(std::find(region->choices.begin(), region->choices.end(), one.name) != region->choices.end());
}
