#include "services/projects.hpp"

#include "services/ranks.hpp"
#include "services/task_rows.hpp"
#include "services/text_rules.hpp"

namespace asista::services {
namespace {

constexpr std::size_t max_tasks_moved_out = 5'000;

tl::unexpected<Error> no_project(std::uint64_t id) { return fail(Errc::not_found, "there is no project {}", id); }

} // namespace

Result<calls::ProjectsList::Reply> Projects::list(UserId user, const calls::ProjectsList::Request& request) {
    auto rows =
        TRY(db_.prepare("SELECT id, name, color, archived, coalesce(open, 0), coalesce(done, 0) FROM projects AS p LEFT JOIN "
                        "task_counts AS c ON c.user_id = p.user_id AND c.scope = 3 AND c.key = p.id WHERE p.user_id = ?1 "
                        "AND p.archived <= ?2 ORDER BY p.archived, p.rank, p.id"));
    rows.bind(user.value, request.include_archived);
    calls::ProjectsList::Reply reply;
    while (TRY(rows.step()))
        reply.projects.push_back({rows.as<std::uint64_t>(0), std::string(rows.text(1)), rows.as<std::uint32_t>(2),
                                  rows.as<bool>(3), rows.as<std::uint32_t>(4), rows.as<std::uint32_t>(5)});
    return reply;
}

Result<std::string> Projects::checked_name(UserId user, std::string_view name, std::uint64_t besides) {
    auto checked = TRY(needed_line("a project needs a name", "a project's name", name, max_name_bytes));
    auto row = TRY(db_.prepare("SELECT 1 FROM projects WHERE user_id = ?1 AND name = ?2 AND id <> ?3"));
    row.bind(user.value, checked, besides);
    if (TRY(row.step())) return fail(Errc::busy, "there is a project \"{}\" already", checked);
    return checked;
}

Result<calls::ProjectsAdd::Reply> Projects::add(const Actor& actor, const calls::ProjectsAdd::Request& request, InstantMs now) {
    return log_.together(actor, now, calls::ProjectsAdd::name, [&]() -> Result<calls::ProjectsAdd::Reply> {
        const auto name = TRY(checked_name(actor.user, request.name, 0));
        {
            auto count = TRY(db_.prepare("SELECT count(*) FROM projects WHERE user_id = ?1"));
            count.bind(actor.user.value);
            TRY(count.step());
            if (count.as<std::uint32_t>(0) >= max_projects)
                return fail(Errc::over_limit, "there are {} projects already; remove one first", max_projects);
        }
        TRY(db_.run("INSERT INTO projects(user_id, name, color, created_at, updated_at) VALUES(?1, ?2, ?3, ?4, ?4)",
                    actor.user.value, name, request.color, now));
        const auto id = static_cast<std::uint64_t>(db_.last_row());
        TRY(log_.record(actor, now, calls::ProjectsAdd::name, Entity::project, std::to_string(id), std::nullopt));
        return calls::ProjectsAdd::Reply{id, log_.change_under_way()};
    });
}

// Five hundred of them: their ranks never need spreading, a fraction of two hundred digits does no harm.
Result<std::string> Projects::place(UserId user, std::uint64_t id, std::uint64_t behind) {
    auto rows = TRY(db_.prepare("SELECT id, rank FROM projects WHERE user_id = ?1 AND archived = (SELECT archived FROM projects "
                                "WHERE id = ?2) ORDER BY rank, id"));
    rows.bind(user.value, id);
    auto rank = TRY(rank_behind(rows, id, behind));
    if (!rank) return no_project(behind);
    return std::move(*rank);
}

Result<calls::Changed> Projects::edit(const Actor& actor, const calls::ProjectsEdit::Request& request, InstantMs now) {
    return log_.together(actor, now, calls::ProjectsEdit::name, [&]() -> Result<calls::Changed> {
        const auto key = std::to_string(request.id);
        const auto before = TRY(log_.row(actor.user, Entity::project, key));
        if (!before) return no_project(request.id);
        std::optional<std::string> name, rank;
        if (request.name) name = TRY(checked_name(actor.user, *request.name, request.id));
        if (request.behind) rank = TRY(place(actor.user, request.id, *request.behind));
        TRY(db_.run(
            "UPDATE projects SET name = coalesce(?3, name), color = coalesce(?4, color), archived = coalesce(?5, archived), "
            "rank = coalesce(?6, rank), updated_at = ?7 WHERE user_id = ?1 AND id = ?2",
            actor.user.value, request.id, name, request.color, request.archived, rank, now));
        TRY(log_.record(actor, now, calls::ProjectsEdit::name, Entity::project, key, before));
        return calls::Changed{0, log_.change_under_way()};
    });
}

Result<calls::Changed> Projects::remove(const Actor& actor, std::uint64_t id, InstantMs now) {
    return log_.together(actor, now, calls::ProjectsRemove::name, [&]() -> Result<calls::Changed> {
        const auto key = std::to_string(id);
        const auto before = TRY(log_.row(actor.user, Entity::project, key));
        if (!before) return no_project(id);
        std::vector<std::uint64_t> tasks;
        {
            auto rows = TRY(db_.prepare("SELECT id FROM tasks WHERE project_id = ?1 ORDER BY id LIMIT ?2"));
            rows.bind(id, max_tasks_moved_out + 1);
            while (TRY(rows.step())) tasks.push_back(rows.as<std::uint64_t>(0));
        }
        if (tasks.size() > max_tasks_moved_out)
            return fail(Errc::over_limit, "the project has more than {} tasks, too many to undo its removal; archive it instead",
                        max_tasks_moved_out);
        for (const auto task : tasks) {
            const auto row = TRY(log_.row(actor.user, Entity::task, std::to_string(task)));
            TRY(db_.run("UPDATE tasks SET project_id = NULL, updated_at = ?3 WHERE user_id = ?1 AND id = ?2", actor.user.value,
                        task, now));
            TRY(log_.record(actor, now, calls::ProjectsRemove::name, Entity::task, std::to_string(task), row));
        }
        TRY(db_.run("DELETE FROM projects WHERE user_id = ?1 AND id = ?2", actor.user.value, id));
        TRY(log_.record(actor, now, calls::ProjectsRemove::name, Entity::project, key, before));
        return calls::Changed{static_cast<std::uint32_t>(tasks.size()), log_.change_under_way()};
    });
}

} // namespace asista::services
