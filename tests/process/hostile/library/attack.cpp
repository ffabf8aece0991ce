#include "attack.hpp"

#include <cstring>
#include <stdexcept>

namespace hostile {

namespace {
const Attack* find(const std::string& name) {
    static const std::vector<Attack> all = [] {
        std::vector<Attack> made;
        for (const auto& some : {file_attacks(), network_attacks(), process_attacks(), kernel_attacks(), memory_attacks(),
                                 area_attacks(), channel_attacks(), ending_attacks()})
            made.insert(made.end(), some.begin(), some.end());
        return made;
    }();
    for (const Attack& attack : all)
        if (name == attack.name) return &attack;
    return nullptr;
}
} // namespace

Json run_attack(const std::string& name, const Json& arguments) {
    const Attack* const attack = find(name);
    if (attack == nullptr) throw std::invalid_argument("there is no attack " + name);
    const Outcome outcome = attack->run(arguments);
    const char* const error = outcome.error == 0 ? "" : ::strerrorname_np(outcome.error);
    return {{"done", outcome.done}, {"error", error == nullptr ? "?" : error}, {"detail", outcome.detail}};
}

} // namespace hostile
