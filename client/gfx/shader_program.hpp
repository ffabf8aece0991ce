// Shaders by the names of their files: compiled in (shaders/*.glsl), or texts that somebody is working on.
#pragma once

#include "wire/result.hpp"

#include <map>
#include <string>

namespace asista::gfx {

// File name -> text. What stands above "#version" is for people and is left out.
struct ShaderTexts {
    std::map<std::string, std::string, std::less<>> files;
};
// Those that are compiled in.
const ShaderTexts& built_in_shaders();
// The same with these in place of those of the same names.
ShaderTexts with_shaders(const std::map<std::string, std::string, std::less<>>& files);

// A GL program of two of them; the caller deletes it. Errc::unavailable with the driver's words: the file, and the line in that file.
// [main], GL context current.
Result<unsigned> link_program(const ShaderTexts& texts, std::string_view vertex, std::string_view fragment);

} // namespace asista::gfx
