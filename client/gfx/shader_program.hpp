// Shaders by the names of their files: compiled in (shaders/*.glsl), or texts that somebody is working on.
#pragma once

#include "wire/result.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace asista::gfx {

// File name -> text. What stands above "#version" is for people and is left out.
struct ShaderTexts {
    std::map<std::string, std::string, std::less<>> files;
};
// Those that are compiled in.
const ShaderTexts& built_in_shaders();
// The same with these in place of those of the same names.
ShaderTexts with_shaders(const std::map<std::string, std::string, std::less<>>& files);

// A GL program of two of them, and the vertex array without buffers that it is drawn with. [main], GL context current.
class LinkedProgram {
  public:
    // Errc::unavailable with the driver's words: the file, and the line in that file.
    static Result<LinkedProgram> link(const ShaderTexts& texts, std::string_view vertex, std::string_view fragment);
    LinkedProgram(LinkedProgram&& other) noexcept
        : program_(std::exchange(other.program_, 0)), vertex_array_(std::exchange(other.vertex_array_, 0)) {}
    LinkedProgram& operator=(LinkedProgram&&) = delete;
    ~LinkedProgram();

    void use() const; // for what is drawn next
    int location(const char* uniform) const;

  private:
    explicit LinkedProgram(unsigned program);
    unsigned program_ = 0, vertex_array_ = 0;
};

// Red, green, blue and alpha of a colour as ImGui packs it, 0 to 1.
std::array<float, 4> channels(std::uint32_t color);

} // namespace asista::gfx
