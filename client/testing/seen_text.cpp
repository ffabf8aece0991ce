#include "testing/seen_text.hpp"

#include <imgui.h>
#include <imgui_internal.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <unordered_map>

namespace asista::testing {

namespace {
// Where a glyph lies in the atlas names it: no two share a place.
std::uint64_t place_of(float u, float v) {
    std::uint32_t bits[2];
    std::memcpy(&bits[0], &u, 4);
    std::memcpy(&bits[1], &v, 4);
    return std::uint64_t{bits[0]} << 32 | bits[1];
}
using GlyphMap = std::unordered_map<std::uint64_t, const ImFontGlyph*>;

GlyphMap glyphs_of(ImFontAtlas& atlas) {
    GlyphMap map;
    for (int i = 0; i < atlas.Builder->BakedPool.Size; ++i) {
        const ImFontBaked& baked = atlas.Builder->BakedPool[i];
        if (baked.WantDestroy) continue;
        for (const ImFontGlyph& glyph : baked.Glyphs)
            if (glyph.Visible) map.emplace(place_of(glyph.U0, glyph.V0), &glyph);
    }
    return map;
}

// Collects glyphs into runs: a run goes on while the pen stands where the glyph before left it, but for blanks.
class Reader {
  public:
    void take(const ImFontGlyph& glyph, const ImDrawVert& from, const ImDrawVert& to) {
        const float scale = (to.pos.x - from.pos.x) / (glyph.X1 - glyph.X0);
        const float pen = from.pos.x - glyph.X0 * scale;
        const float line = from.pos.y - glyph.Y0 * scale;
        const float height = std::max(to.pos.y - from.pos.y, glyph.AdvanceX * scale);
        const float gap = pen - pen_;
        const bool goes_on =
            !runs_.empty() && std::abs(line - line_) < 1.5F && gap > -1.5F && gap < 1.5F * std::max(height, 12 * scale);
        if (!goes_on) runs_.emplace_back();
        SeenRun& run = runs_.back();
        if (goes_on && gap > 1.5F * scale) run.text += ' ';
        run.at.push_back(run.text.size());
        run.text += utf8(glyph.Codepoint);
        run.glyphs.push_back({glyph.Codepoint, from.pos.x, from.pos.y, to.pos.x, to.pos.y});
        pen_ = pen + glyph.AdvanceX * scale;
        line_ = line;
    }
    std::vector<SeenRun> runs_;

  private:
    float pen_ = 0, line_ = 0;
};

bool inside(const ImVec4& clip, const ImDrawVert& from, const ImDrawVert& to) {
    const float x = (from.pos.x + to.pos.x) / 2, y = (from.pos.y + to.pos.y) / 2;
    return x >= clip.x && x < clip.z && y >= clip.y && y < clip.w;
}

void read_command(const ImDrawList& list, const ImDrawCmd& command, const GlyphMap& glyphs, Reader& reader) {
    if (command.UserCallback != nullptr) return;
    for (unsigned at = 0; at + 5 < command.ElemCount; at += 3) {
        const ImDrawIdx* const index = list.IdxBuffer.Data + command.IdxOffset + at;
        // A glyph is one rectangle: two triangles, the first from its upper left to its lower right corner.
        if (index[0] != index[3] || index[2] != index[4]) continue;
        const ImDrawVert& from = list.VtxBuffer[static_cast<int>(command.VtxOffset + index[0])];
        const ImDrawVert& to = list.VtxBuffer[static_cast<int>(command.VtxOffset + index[2])];
        const auto glyph = glyphs.find(place_of(from.uv.x, from.uv.y));
        if (glyph == glyphs.end() || glyph->second->U1 != to.uv.x || glyph->second->V1 != to.uv.y) continue;
        if ((from.col & IM_COL32_A_MASK) != 0 && inside(command.ClipRect, from, to)) reader.take(*glyph->second, from, to);
        at += 3;
    }
}
} // namespace

std::string utf8(unsigned codepoint) {
    char text[5] = {};
    ImTextCharToUtf8(text, codepoint);
    return text;
}

std::string plain_text(std::string_view text) {
    std::string plain;
    for (const char c : text) {
        const bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
        if (!blank)
            plain += c;
        else if (!plain.empty() && plain.back() != ' ')
            plain += ' ';
    }
    if (!plain.empty() && plain.back() == ' ') plain.pop_back();
    return plain;
}

std::vector<SeenRun> seen_text(const ImDrawData& data, ImFontAtlas& atlas) {
    const auto glyphs = glyphs_of(atlas);
    Reader reader;
    for (const ImDrawList* list : data.CmdLists)
        for (const ImDrawCmd& command : list->CmdBuffer) read_command(*list, command, glyphs, reader);
    return std::move(reader.runs_);
}

} // namespace asista::testing
