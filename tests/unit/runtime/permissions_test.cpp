#include "wire/permissions.hpp"

#include <doctest/doctest.h>
#include <icons/phosphor_names.hpp>

using namespace asista;

TEST_CASE("the table has one row for each permission, at its own place, in plain words") {
    for (std::size_t i = 0; i < permission_table.size(); ++i) {
        const auto& row = permission_table[i];
        INFO(row.id);
        CHECK(static_cast<std::size_t>(row.permission) == i);
        CHECK(&info(row.permission) == &row);
        CHECK(find_permission(row.id) == row.permission);
        CHECK_FALSE(row.title.empty());
        CHECK(row.title.back() != '.');
        CHECK(row.sentence.back() == '.');
        CHECK(icon_names::find(row.icon) != 0);
    }
    CHECK_FALSE(find_permission("tasks:fly"));
    CHECK_FALSE(find_permission(""));
}

TEST_CASE("a set holds what was added and nothing else") {
    PermissionSet set{Permission::tasks_read, Permission::storage_unlimited};

    CHECK(set.contains(Permission::tasks_read));
    CHECK_FALSE(set.contains(Permission::tasks_write));
    CHECK(set.ids() == std::vector<std::string>{"tasks:read", "storage:unlimited"});
    CHECK(set.contains_all({Permission::tasks_read}));
    CHECK_FALSE(set.contains_all({Permission::tasks_read, Permission::ai_chat}));
    set.remove(Permission::tasks_read);
    CHECK(set.size() == 1);
    CHECK(PermissionSet::from_ids({"storage:unlimited", "gone:forever"}) == set);
    CHECK(set.without(set).empty());
}
