#include "app/words/words.hpp"

#include <type_traits>

namespace asista::app::words {

int run(const Word& word, const Places& places, std::istream& in, bool interactive) {
    if (const auto* const wish = std::get_if<Replay>(&word)) return replay(*wish, places);
    if (const auto* const wish = std::get_if<Call>(&word)) return call(*wish, places, in);
    const auto done = std::visit(
        [&](const auto& wish) -> Result<void> {
            using Wish = std::decay_t<decltype(wish)>;
            if constexpr (std::is_same_v<Wish, New>) return make_new(wish, places, in, interactive);
            if constexpr (std::is_same_v<Wish, Build>) return build(wish, places);
            if constexpr (std::is_same_v<Wish, Pack>) return pack(wish, places);
            if constexpr (std::is_same_v<Wish, Install>) return install(wish, places);
            if constexpr (std::is_same_v<Wish, List>) return list(wish, places);
            if constexpr (std::is_same_v<Wish, Logs>) return logs(wish, places);
            if constexpr (std::is_same_v<Wish, Inspect>) return inspect(wish, places);
            if constexpr (std::is_same_v<Wish, Test>) return test(wish, places);
            if constexpr (std::is_same_v<Wish, Record>) return record(wish, places);
            if constexpr (std::is_same_v<Wish, Drive>) return drive(wish, in);
            return {};
        },
        word);
    if (done) return 0;
    fmt::print(stderr, "asista: {}\n", done.error().message);
    return 1;
}

} // namespace asista::app::words
