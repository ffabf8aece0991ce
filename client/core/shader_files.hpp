// `--shaders DIR`: shaders that somebody is working on, handed to the window whenever one of them is saved.
#pragma once

#include "builder/source_watch.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>

namespace asista::core {

// [core]
class ShaderFiles {
  public:
    using Texts = std::map<std::string, std::string, std::less<>>; // file name -> text
    // Hands them over once at the start and after each save. The loop outlives it. Errc::not_found, Errc::io: the folder cannot be read.
    static Result<std::unique_ptr<ShaderFiles>> follow(runtime::EventLoop& loop, const std::filesystem::path& folder,
                                                       std::function<void(Texts)> changed);

  private:
    ShaderFiles() = default;
    builder::FileHashes hashes_;
    std::unique_ptr<builder::SourceWatch> watch_;
};

} // namespace asista::core
