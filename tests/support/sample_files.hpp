// A folder and questions for the file picker.
#pragma once

#include "sample_snapshot.hpp"

namespace asista::ui::sample {

inline FileQuestion file_to_open(std::uint64_t id = 11) {
    return {id, "ai.asista.motivation", "Motivation", false, "Import your own lines", {}, {"txt", "csv"}};
}
inline FileQuestion file_to_save(std::uint64_t id = 12) {
    return {id, "ai.asista.motivation", "Motivation", true, "Export your favourites", "favourites.csv", {}};
}

inline calls::FilesList::Reply folder() {
    constexpr InstantMs minute = 60'000, day = 24 * 60 * minute;
    calls::FilesList::Reply reply;
    reply.path = "/home/ada/Documents/Lines";
    reply.places = {{"Home", "house", "/home/ada"},
                    {"Documents", "file-text", "/home/ada/Documents"},
                    {"Downloads", "download-simple", "/home/ada/Downloads"},
                    {"Desktop", "desktop", "/home/ada/Desktop"}};
    const auto file = [&](std::string name, std::uint64_t size, InstantMs ago) {
        reply.entries.push_back({std::move(name), false, size, now - ago});
    };
    reply.entries.push_back({"Older", true, 0, now - 90 * day});
    reply.entries.push_back({"drafts", true, 0, now - 3 * day});
    reply.entries.push_back({".git", true, 0, now - day});
    file("favourites.csv", 4'321, 95 * minute);
    file("Aphorisms.txt", 18'204, day);
    file("morning.txt", 912, 4 * day);
    file("Zitate für den Abend.TXT", 73'001, 31 * day);
    file("a very long name that somebody gave to a list of lines which they collected over many years.csv", 512'000, 400 * day);
    file("cover.png", 1'400'000, 12 * day);
    file("letter.pdf", 220'000, 40 * day);
    file(".hidden.txt", 12, day);
    return reply;
}

} // namespace asista::ui::sample
