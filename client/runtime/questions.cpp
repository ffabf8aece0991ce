#include "runtime/questions.hpp"

#include <algorithm>

namespace asista::runtime {

std::uint64_t Questions::open(std::string_view plugin, Permission permission, InstantMs now) {
    const auto same = [&](const Question& one) { return one.plugin == plugin && one.permission == permission; };
    if (const auto found = std::ranges::find_if(open_, same); found != open_.end()) return found->id;
    open_.push_back({++last_id_, std::string(plugin), permission, now});
    return last_id_;
}

bool Questions::close(std::string_view plugin, Permission permission) {
    return std::erase_if(open_, [&](const auto& one) { return one.plugin == plugin && one.permission == permission; }) > 0;
}

bool Questions::close_all(std::string_view plugin) {
    return std::erase_if(open_, [&](const auto& one) { return one.plugin == plugin; }) > 0;
}

std::optional<Questions::Question> Questions::find(std::uint64_t id) const {
    const auto found = std::ranges::find(open_, id, &Question::id);
    return found == open_.end() ? std::nullopt : std::optional(*found);
}

} // namespace asista::runtime
