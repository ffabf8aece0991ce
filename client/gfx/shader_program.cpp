#include "gfx/shader_program.hpp"

#include "gfx/shaders.hpp"

#include <fmt/format.h>
#include <glad/gl.h>
#include <imgui.h>

#include <algorithm>

namespace asista::gfx {

namespace {
// Line numbers in the driver's log count from the file's own first line.
Result<unsigned> compile(const ShaderTexts& texts, GLenum kind, std::string_view name) {
    const auto file = texts.files.find(name);
    if (file == texts.files.end()) return fail(Errc::not_found, "there is no shader {}", name);
    const auto start = file->second.find("#version");
    if (start == std::string::npos)
        return fail(Errc::invalid, "{} has no #version line; begin it with \"#version 330 core\"", name);
    const auto line_end = std::min(file->second.find('\n', start), file->second.size());
    const auto lines_above = std::count(file->second.begin(), file->second.begin() + static_cast<std::ptrdiff_t>(line_end), '\n');
    const std::string text = fmt::format("{}\n#line {}\n{}", file->second.substr(start, line_end - start), lines_above + 2,
                                         file->second.substr(std::min(line_end + 1, file->second.size())));
    const GLuint shader = glCreateShader(kind);
    const char* const bytes = text.c_str();
    glShaderSource(shader, 1, &bytes, nullptr);
    glCompileShader(shader);
    GLint good = 0;
    glGetShaderiv(shader, GL_COMPILE_STATUS, &good);
    if (good != 0) return shader;
    std::string log(2048, '\0');
    GLsizei length = 0;
    glGetShaderInfoLog(shader, static_cast<GLsizei>(log.size()), &length, log.data());
    log.resize(static_cast<std::size_t>(std::max(length, 0)));
    while (!log.empty() && (log.back() == '\n' || log.back() == ' ')) log.pop_back();
    glDeleteShader(shader);
    return fail(Errc::unavailable, "the graphics driver refuses {}: {}", name, log);
}
} // namespace

const ShaderTexts& built_in_shaders() {
    static const ShaderTexts texts = [] {
        ShaderTexts all;
        for (const auto& [name, text] : shaders::all) all.files.emplace(name, text);
        return all;
    }();
    return texts;
}

ShaderTexts with_shaders(const std::map<std::string, std::string, std::less<>>& files) {
    ShaderTexts texts = built_in_shaders();
    for (const auto& [name, text] : files)
        if (const auto known = texts.files.find(name); known != texts.files.end()) known->second = text;
    return texts;
}

LinkedProgram::LinkedProgram(unsigned program) : program_(program) { glGenVertexArrays(1, &vertex_array_); }

LinkedProgram::~LinkedProgram() {
    if (vertex_array_ != 0) glDeleteVertexArrays(1, &vertex_array_);
    if (program_ != 0) glDeleteProgram(program_);
}

void LinkedProgram::use() const {
    glUseProgram(program_);
    glBindVertexArray(vertex_array_);
}

int LinkedProgram::location(const char* uniform) const { return glGetUniformLocation(program_, uniform); }

std::array<float, 4> channels(std::uint32_t color) {
    const auto channel = [color](int shift) { return static_cast<float>((color >> shift) & 0xFF) / 255.0F; };
    return {channel(IM_COL32_R_SHIFT), channel(IM_COL32_G_SHIFT), channel(IM_COL32_B_SHIFT), channel(IM_COL32_A_SHIFT)};
}

Result<LinkedProgram> LinkedProgram::link(const ShaderTexts& texts, std::string_view vertex_name,
                                          std::string_view fragment_name) {
    const unsigned vertex = TRY(compile(texts, GL_VERTEX_SHADER, vertex_name));
    const auto fragment = compile(texts, GL_FRAGMENT_SHADER, fragment_name);
    if (!fragment) {
        glDeleteShader(vertex);
        return fail(fragment.error());
    }
    const unsigned program = glCreateProgram();
    glAttachShader(program, vertex);
    glAttachShader(program, *fragment);
    glLinkProgram(program);
    glDeleteShader(vertex);
    glDeleteShader(*fragment);
    GLint good = 0;
    glGetProgramiv(program, GL_LINK_STATUS, &good);
    if (good != 0) return LinkedProgram(program);
    glDeleteProgram(program);
    return fail(Errc::unavailable, "the graphics driver cannot link {} and {}", vertex_name, fragment_name);
}

} // namespace asista::gfx
