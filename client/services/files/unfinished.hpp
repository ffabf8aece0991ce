// Remembers, in the profile, under which names this client is writing files at this moment, so that the next start can remove what is left
// when it is killed. Only names of ours are ever removed: .asista-*.part.
#pragma once

#include "wire/os.hpp"

#include <filesystem>
#include <string>
#include <utility>

namespace asista::services::files {

// "" for none: nothing is remembered then. Blocks on the disk; runs on the file thread. One client at a time for one folder.
class Unfinished {
  public:
    static constexpr int most_notes = 100;

    explicit Unfinished(std::filesystem::path notes) : notes_(std::move(notes)) {}

    // Stands for one file; forgotten with this object, which is to go after the file got its place or was removed.
    class Note {
      public:
        Note() = default;
        Note(Note&& other) noexcept : path_(std::exchange(other.path_, {})) {}
        Note& operator=(Note&& other) noexcept {
            std::swap(path_, other.path_);
            return *this;
        }
        ~Note();

      private:
        friend class Unfinished;
        explicit Note(std::filesystem::path path) : path_(std::move(path)) {}
        std::filesystem::path path_;
    };
    // To be made before the file. Where it cannot be written there is none: that is no reason not to save what a person wants saved.
    [[nodiscard]] Note note(const std::filesystem::path& file) const;

    // What earlier clients left. A note stays while its folder is not there: a disk may be mounted again.
    void remove_leftovers() const;

  private:
    std::filesystem::path notes_;
};

// One nobody has yet is found by counting `attempt` up.
std::string unfinished_name(int attempt);

} // namespace asista::services::files
