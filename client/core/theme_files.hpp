// PROFILE/themes: colours of the person's own, one file of JSON each (ui/color_scheme.hpp), read again whenever one is saved.
#pragma once

#include "builder/source_watch.hpp"
#include "ui/preferences.hpp"
#include "ui/snapshot.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

namespace asista::core {

// [core]
class ThemeFiles {
  public:
    static constexpr std::size_t max_files = 100;

    // Makes the folder when it is missing, reads what is there and watches it. A folder that cannot be made or watched is no reason not to
    // start: there are no schemes then. `changed` is called on the loop, which outlives this.
    ThemeFiles(runtime::EventLoop& loop, std::filesystem::path folder, std::function<void()> changed);
    ThemeFiles(const ThemeFiles&) = delete;
    ThemeFiles& operator=(const ThemeFiles&) = delete;

    // By name. A file that cannot be read keeps the colours it had, and says what is wrong with it.
    const std::vector<ui::SchemeView>& schemes() const { return schemes_; }
    // A new file with all colours of the light and the dark theme as they are now. Returns its path. Errc::io: it cannot be written.
    Result<std::filesystem::path> make(const ui::Preferences& preferences, const ui::ColorScheme* scheme);

  private:
    void read_all();

    std::filesystem::path folder_;
    std::function<void()> changed_;
    builder::FileHashes hashes_;
    std::unique_ptr<builder::SourceWatch> watch_;
    std::vector<ui::SchemeView> schemes_;
};

} // namespace asista::core
