// The profiles of this computer's user: a folder each, with its own database, plugins, logs and backups, so that people who share a login keep
// their weeks apart. Files alone; no database is opened here. [any]
//
//   HOME/                 the first profile, which every installation has
//   HOME/profile.json     its name, and how the window looks while it is locked: {"name": "Personal", "appearance": {"theme": "dark"}}
//   HOME/opened           which one was opened last: a folder in profiles/, or nothing for the first
//   HOME/profiles/NAME/   another one, with a profile.json
#pragma once

#include "wire/calls/profiles.hpp"
#include "wire/result.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace asista::core {

class Profiles {
  public:
    static constexpr std::size_t longest_name = 60; // characters
    static constexpr std::size_t most = 50;

    // `profile`: the one that is open, the first or another.
    explicit Profiles(const std::filesystem::path& profile);

    // `current_sealed`: whether the open one's data is encrypted; its file is not looked at, which would take its locks away.
    std::vector<calls::ProfileInfo> list(bool current_sealed) const;
    // Errc::invalid: no name, or one that is too long or has control characters; Errc::busy: another one has it already; Errc::over_limit.
    Result<calls::ProfileInfo> create(std::string_view name) const;
    Result<void> rename(const std::filesystem::path& folder, std::string_view name) const;
    std::string name_of(const std::filesystem::path& folder) const;
    // The folder of a profile that was named from outside. Errc::not_found when it is none.
    Result<std::filesystem::path> find(const std::filesystem::path& folder) const;

    // What would go with it, and why it cannot, where it cannot. It reads the whole folder. Errc::not_found.
    Result<calls::ProfilesLook::Reply> look(const std::filesystem::path& folder) const;
    // Into `trash` (core/trash.hpp), while no other client can open it. Nothing has moved after an error; see calls::ProfilesRemove.
    Result<std::filesystem::path> remove(const std::filesystem::path& folder, std::string_view typed_name,
                                         const std::filesystem::path& trash, InstantMs wall) const;

    // How the window looked when the profile was open last, as preferences: the theme, its accent, sizes, contrast, motion, and nothing else of the
    // person's. For the question for its passphrase, before which nothing that is encrypted can be read.
    static std::map<std::string, std::string> appearance_of(const std::filesystem::path& folder);
    // Takes what it is made of out of `preferences`, and writes it where it is another by now.
    static Result<void> note_appearance(const std::filesystem::path& folder,
                                        const std::map<std::string, std::string>& preferences);

    // The one that a start without a choice opens. Kept beside the first one; one that is gone is not opened.
    static std::filesystem::path opened_last(const std::filesystem::path& home);
    Result<void> note_opened(const std::filesystem::path& folder) const;

    const std::filesystem::path& home() const { return home_; }

  private:
    Result<void> check_that_it_may_go(const std::filesystem::path& folder) const;
    Result<void> check_name(std::string_view name, const std::filesystem::path& of) const;
    std::vector<std::filesystem::path> folders() const;

    std::filesystem::path home_, current_;
};

} // namespace asista::core
