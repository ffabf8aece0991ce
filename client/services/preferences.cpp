#include "services/preferences.hpp"

#include "services/text_rules.hpp"

namespace asista::services {

Result<std::map<std::string, std::string>> Preferences::all(UserId user) {
    auto rows = TRY(db_.prepare("SELECT key, value FROM preferences WHERE user_id = ?1"));
    rows.bind(user.value);
    std::map<std::string, std::string> values;
    while (TRY(rows.step())) values.emplace(rows.text(0), rows.text(1));
    return values;
}

Result<void> Preferences::set(const Actor& actor, const calls::PreferencesSet::Request& request, InstantMs now) {
    TRY(check_key("a preference's key", request.key));
    TRY(check_json("a preference's value", request.json, max_value_bytes));
    return db_.transaction([&]() -> Result<void> {
        const auto before = TRY(log_.row(actor.user, Entity::preference, request.key));
        if (request.json == "null") {
            TRY(db_.run("DELETE FROM preferences WHERE user_id = ?1 AND key = ?2", actor.user.value, request.key));
        } else {
            auto count = TRY(db_.prepare("SELECT count(*) FROM preferences WHERE user_id = ?1"));
            count.bind(actor.user.value);
            TRY(count.step());
            if (!before && count.as<std::uint32_t>(0) >= max_keys)
                return fail(Errc::over_limit, "there are {} preferences already", max_keys);
            TRY(db_.run("INSERT INTO preferences(user_id, key, value) VALUES(?1, ?2, ?3) "
                        "ON CONFLICT(user_id, key) DO UPDATE SET value = excluded.value",
                        actor.user.value, request.key, request.json));
        }
        return log_.record(actor, now, calls::PreferencesSet::name, Entity::preference, request.key, before);
    });
}

} // namespace asista::services
