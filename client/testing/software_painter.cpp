#include "testing/software_painter.hpp"

#include <imgui.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace asista::testing {

namespace {
using Color = std::array<float, 4>; // 0 to 1, straight alpha

Color unpacked(std::uint32_t color) {
    return {static_cast<float>(color & 0xFF) / 255, static_cast<float>(color >> 8 & 0xFF) / 255,
            static_cast<float>(color >> 16 & 0xFF) / 255, static_cast<float>(color >> 24) / 255};
}

Color texel(const ImTextureData& texture, int x, int y) {
    x = std::clamp(x, 0, texture.Width - 1);
    y = std::clamp(y, 0, texture.Height - 1);
    const unsigned char* const at = texture.Pixels + (y * texture.Width + x) * texture.BytesPerPixel;
    if (texture.BytesPerPixel == 1) return {1, 1, 1, static_cast<float>(at[0]) / 255};
    return {static_cast<float>(at[0]) / 255, static_cast<float>(at[1]) / 255, static_cast<float>(at[2]) / 255,
            static_cast<float>(at[3]) / 255};
}

// Between the four nearest, as the client's renderer samples.
Color sample(const ImTextureData* texture, float u, float v) {
    if (texture == nullptr || texture->Pixels == nullptr) return {1, 1, 1, 1};
    const float x = u * static_cast<float>(texture->Width) - 0.5F, y = v * static_cast<float>(texture->Height) - 0.5F;
    const float left = std::floor(x), top = std::floor(y);
    const float right_part = x - left, lower_part = y - top;
    const int column = static_cast<int>(left), row = static_cast<int>(top);
    Color color{};
    for (const auto& [dx, dy, part] : {std::tuple{0, 0, (1 - right_part) * (1 - lower_part)},
                                       {1, 0, right_part * (1 - lower_part)},
                                       {0, 1, (1 - right_part) * lower_part},
                                       {1, 1, right_part * lower_part}}) {
        if (part <= 0) continue;
        const Color one = texel(*texture, column + dx, row + dy);
        for (std::size_t i = 0; i < 4; ++i) color[i] += one[i] * part;
    }
    return color;
}

class Canvas {
  public:
    Canvas(int width, int height, std::uint32_t background) {
        image.width = width;
        image.height = height;
        image.rgba.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 4);
        for (std::size_t i = 0; i < image.rgba.size(); ++i)
            image.rgba[i] = static_cast<std::uint8_t>(background >> (8 * (i % 4)));
    }
    void triangle(const ImDrawVert& a, const ImDrawVert& b, const ImDrawVert& c, const ImVec4& clip,
                  const ImTextureData* texture);
    gfx::Image image;

  private:
    void blend(int x, int y, const Color& color);
};

void Canvas::blend(int x, int y, const Color& color) {
    auto* const at = image.rgba.data() +
                     (static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width) + static_cast<std::size_t>(x)) * 4;
    const float alpha = color[3];
    for (std::size_t i = 0; i < 3; ++i)
        at[i] = static_cast<std::uint8_t>(std::lround((color[i] * alpha + static_cast<float>(at[i]) / 255 * (1 - alpha)) * 255));
    at[3] = static_cast<std::uint8_t>(std::lround((alpha + static_cast<float>(at[3]) / 255 * (1 - alpha)) * 255));
}

double edge(const ImVec2& a, const ImVec2& b, double x, double y) {
    return (double{b.x} - double{a.x}) * (y - double{a.y}) - (double{b.y} - double{a.y}) * (x - double{a.x});
}
// Of two triangles that share an edge, one owns the pixels on it.
bool owns(const ImVec2& a, const ImVec2& b) { return a.y == b.y ? b.x > a.x : b.y < a.y; }

void Canvas::triangle(const ImDrawVert& a, const ImDrawVert& second, const ImDrawVert& third, const ImVec4& clip,
                      const ImTextureData* texture) {
    const ImDrawVert* b = &second;
    const ImDrawVert* c = &third;
    double area = edge(a.pos, b->pos, c->pos.x, c->pos.y);
    if (area == 0 || !std::isfinite(area)) return;
    if (area < 0) {
        std::swap(b, c);
        area = -area;
    }
    const auto low = [](float least, float border) { return static_cast<int>(std::floor(std::max(least, border))); };
    const auto high = [](float most, float border) { return static_cast<int>(std::ceil(std::min(most, border))); };
    const int left = std::max(0, low(std::min({a.pos.x, b->pos.x, c->pos.x}), clip.x));
    const int top = std::max(0, low(std::min({a.pos.y, b->pos.y, c->pos.y}), clip.y));
    const int right = std::min(image.width, high(std::max({a.pos.x, b->pos.x, c->pos.x}), clip.z));
    const int bottom = std::min(image.height, high(std::max({a.pos.y, b->pos.y, c->pos.y}), clip.w));
    const Color colors[3] = {unpacked(a.col), unpacked(b->col), unpacked(c->col)};
    for (int y = top; y < bottom; ++y) {
        for (int x = left; x < right; ++x) {
            const double px = x + 0.5, py = y + 0.5;
            if (px < double{clip.x} || px >= double{clip.z} || py < double{clip.y} || py >= double{clip.w}) continue;
            const double wa = edge(b->pos, c->pos, px, py), wb = edge(c->pos, a.pos, px, py), wc = edge(a.pos, b->pos, px, py);
            if (wa < 0 || wb < 0 || wc < 0) continue;
            if ((wa == 0 && !owns(b->pos, c->pos)) || (wb == 0 && !owns(c->pos, a.pos)) || (wc == 0 && !owns(a.pos, b->pos)))
                continue;
            const auto fa = static_cast<float>(wa / area), fb = static_cast<float>(wb / area), fc = static_cast<float>(wc / area);
            Color color = sample(texture, a.uv.x * fa + b->uv.x * fb + c->uv.x * fc, a.uv.y * fa + b->uv.y * fb + c->uv.y * fc);
            for (std::size_t i = 0; i < 4; ++i) color[i] *= colors[0][i] * fa + colors[1][i] * fb + colors[2][i] * fc;
            if (color[3] > 0) blend(x, y, color);
        }
    }
}
} // namespace

gfx::Image paint(const ImDrawData& data, std::uint32_t background) {
    Canvas canvas(static_cast<int>(data.DisplaySize.x), static_cast<int>(data.DisplaySize.y), background);
    for (const ImDrawList* list : data.CmdLists) {
        for (const ImDrawCmd& command : list->CmdBuffer) {
            if (command.UserCallback != nullptr) continue;
            const ImTextureData* const texture = command.TexRef._TexData;
            for (unsigned at = 0; at + 2 < command.ElemCount; at += 3) {
                const ImDrawIdx* const index = list->IdxBuffer.Data + command.IdxOffset + at;
                const ImDrawVert* const vertices = list->VtxBuffer.Data + command.VtxOffset;
                canvas.triangle(vertices[index[0]], vertices[index[1]], vertices[index[2]], command.ClipRect, texture);
            }
        }
    }
    return std::move(canvas.image);
}

} // namespace asista::testing
