#include "gfx/damage.hpp"

#include "gfx/backdrop_program.hpp"
#include "gfx/card_program.hpp"
#include "gfx/kiosk_program.hpp"

#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <span>
#include <utility>

namespace asista::gfx {

namespace {
// Not secret: who forges one leaves a part of their own card as it was.
class Hash {
  public:
    void add(std::uint64_t word) {
        state_ = (state_ ^ word) * 0x9E3779B97F4A7C15U;
        state_ ^= state_ >> 29;
    }
    void add(const void* bytes, std::size_t size) {
        const auto* at = static_cast<const unsigned char*>(bytes);
        for (; size >= sizeof(std::uint64_t); size -= sizeof(std::uint64_t), at += sizeof(std::uint64_t)) {
            std::uint64_t word;
            std::memcpy(&word, at, sizeof word);
            add(word);
        }
        std::uint64_t rest = 0;
        if (size > 0) std::memcpy(&rest, at, size);
        add(rest << 8 | size);
    }
    std::uint64_t value() const { return state_; }

  private:
    std::uint64_t state_ = 0xCBF29CE484222325U;
};

PixelArea around(float left, float top, float right, float bottom, const PixelArea& within) {
    constexpr float far = 1e6F;
    // Not "outside of": what is no number is nowhere, and is drawn as the driver likes.
    if (!(left > -far && top > -far && right < far && bottom < far)) return within;
    return common({static_cast<int>(std::floor(left)) - 1, static_cast<int>(std::floor(top)) - 1,
                   static_cast<int>(std::ceil(right)) + 1, static_cast<int>(std::ceil(bottom)) + 1},
                  within);
}

// By its number in the driver a texture is known only once it is made, and another may have the number later. Its data outlives the frame
// in which it is drawn with for the last time, so that no two frames in a row mean different textures by one address.
std::uint64_t identity(const ImTextureRef& texture) {
    return texture._TexData != nullptr ? reinterpret_cast<std::uintptr_t>(texture._TexData) : std::uint64_t{texture._TexID};
}

// The part of a texture that triangles show, and whether it is about to change.
class TexelRange {
  public:
    explicit TexelRange(const ImTextureRef& texture) {
        const auto* const data = texture._TexData;
        if (data != nullptr && data->Status != ImTextureStatus_OK) changing_ = data;
    }
    void add(const ImVec2& uv) {
        if (changing_ == nullptr) return;
        numbers_ = numbers_ && std::isfinite(uv.x) && std::isfinite(uv.y);
        left_ = std::min(left_, uv.x);
        top_ = std::min(top_, uv.y);
        right_ = std::max(right_, uv.x);
        bottom_ = std::max(bottom_, uv.y);
    }
    // Of what was added since the last call.
    bool take_changed() {
        const bool changed = changing_ != nullptr && is_changed();
        left_ = top_ = 1;
        right_ = bottom_ = 0;
        numbers_ = true;
        return changed;
    }

  private:
    bool is_changed() const {
        if (changing_->Status != ImTextureStatus_WantUpdates || !numbers_) return true;
        // Edges repeat beyond 0 and 1, and a neighbour blends in: the backend samples linearly.
        const auto texel = [](float at, int size) { return std::clamp(at, 0.0F, 1.0F) * static_cast<float>(size); };
        const float left = texel(left_, changing_->Width) - 1, right = texel(right_, changing_->Width) + 1;
        const float top = texel(top_, changing_->Height) - 1, bottom = texel(bottom_, changing_->Height) + 1;
        return std::any_of(changing_->Updates.begin(), changing_->Updates.end(), [&](const ImTextureRect& update) {
            return static_cast<float>(update.x) <= right && static_cast<float>(update.x + update.w) >= left &&
                   static_cast<float>(update.y) <= bottom && static_cast<float>(update.y + update.h) >= top;
        });
    }
    const ImTextureData* changing_ = nullptr;
    float left_ = 1, top_ = 1, right_ = 0, bottom_ = 0;
    bool numbers_ = true;
};

std::int64_t pixels(const PixelArea& area) { return std::int64_t{area.right - area.left} * (area.bottom - area.top); }

// Keeps them few: those are put together that cover the least beside themselves.
void add(std::vector<PixelArea>& areas, PixelArea area) {
    if (area.empty()) return;
    const auto waste = [](const PixelArea& one, const PixelArea& other) {
        return pixels(hull(one, other)) - pixels(one) - pixels(other);
    };
    for (;;) {
        const auto nearest = std::ranges::min_element(areas, {}, [&](const PixelArea& other) { return waste(area, other); });
        if (nearest == areas.end() || (waste(area, *nearest) > 0 && areas.size() < Damage::most_areas)) break;
        area = hull(area, *nearest);
        areas.erase(nearest);
    }
    areas.push_back(area);
}

// What lies between what both begin with and what both end with.
template <class T>
std::pair<std::span<const T>, std::span<const T>> middles(const std::vector<T>& one, const std::vector<T>& other) {
    const auto most = std::min(one.size(), other.size());
    std::size_t front = 0, back = 0;
    while (front < most && one[front] == other[front]) ++front;
    while (front + back < most && one[one.size() - 1 - back] == other[other.size() - 1 - back]) ++back;
    const auto middle = [&](const std::vector<T>& all) { return std::span(all).subspan(front, all.size() - front - back); };
    return {middle(one), middle(other)};
}
} // namespace

PixelArea clipped_pixels(const ImVec4& clip, const PixelArea& window) {
    const auto low = static_cast<int>(static_cast<float>(window.bottom) - clip.w);
    const auto width = static_cast<int>(clip.z - clip.x), height = static_cast<int>(clip.w - clip.y);
    const auto left = static_cast<int>(clip.x);
    return common({left, window.bottom - low - height, left + width, window.bottom - low}, window);
}

// False: it may do anything.
bool Damage::add_callback(const ImDrawCmd& command, const PixelArea& clip, Pieces& pieces) {
    Hash hash;
    hash.add(&clip, sizeof clip);
    if (command.UserCallback == ImGui::GetPlatformIO().DrawCallback_ResetRenderState) {
        pieces.push_back({1, {}});
        return true;
    }
    if (command.UserCallback == BackdropProgram::callback() && command.UserCallbackDataSize == sizeof(BackdropDraw)) {
        hash.add(command.UserCallbackData, sizeof(BackdropDraw));
        pieces.push_back({hash.value(), clip});
        return true;
    }
    if (command.UserCallback == KioskProgram::callback() && command.UserCallbackDataSize == sizeof(KioskDraw)) {
        hash.add(command.UserCallbackData, sizeof(KioskDraw));
        pieces.push_back({hash.value(), clip});
        return true;
    }
    if (command.UserCallback != CardProgram::callback() || command.UserCallbackDataSize != sizeof(CardDraw)) return false;
    CardDraw card;
    std::memcpy(&card, command.UserCallbackData, sizeof card);
    hash.add(&card, sizeof card);
    const float reach = card_reach(card.style);
    pieces.push_back({hash.value(), around(card.left - reach, card.top - reach, card.right + reach, card.bottom + reach, clip)});
    return true;
}

void Damage::add_triangles(const ImDrawList& list, const ImDrawCmd& command, const PixelArea& clip, Pieces& pieces) {
    if (command.ElemCount == 0 || clip.empty()) return;
    // A dozen letters or so: few enough to draw again for one of them, many enough for their list to be short.
    constexpr unsigned most_triangles = 64, ends_one_in = 16;
    Hash same; // for all of the command
    same.add(&clip, sizeof clip);
    same.add(identity(command.TexRef));
    TexelRange texels(command.TexRef);
    const ImDrawIdx* const indices = list.IdxBuffer.Data + command.IdxOffset;
    const ImDrawVert* const vertices = list.VtxBuffer.Data + command.VtxOffset;

    Hash hash = same;
    unsigned triangles = 0;
    constexpr float far = std::numeric_limits<float>::infinity();
    float left = far, top = far, right = -far, bottom = -far;
    bool numbers = true;
    for (unsigned at = 0; at + 3 <= command.ElemCount; at += 3) {
        Hash triangle;
        for (unsigned corner = 0; corner < 3; ++corner) {
            const ImDrawVert& vertex = vertices[indices[at + corner]];
            triangle.add(&vertex, sizeof vertex);
            texels.add(vertex.uv);
            numbers = numbers && std::isfinite(vertex.pos.x) && std::isfinite(vertex.pos.y);
            left = std::min(left, vertex.pos.x);
            top = std::min(top, vertex.pos.y);
            right = std::max(right, vertex.pos.x);
            bottom = std::max(bottom, vertex.pos.y);
        }
        hash.add(triangle.value());
        ++triangles;
        const bool ends = triangle.value() % ends_one_in == 0 || triangles == most_triangles || at + 6 > command.ElemCount;
        if (!ends) continue;
        pieces.push_back({hash.value(), numbers ? around(left, top, right, bottom, clip) : clip, texels.take_changed()});
        hash = same;
        triangles = 0;
        left = top = far;
        right = bottom = -far;
        numbers = true;
    }
}

std::optional<std::vector<Damage::Pieces>> Damage::pieces_of(const ImDrawData& data, const PixelArea& window) {
    // The client draws in pixels from the top left. Whatever else there may be one day is drawn whole.
    if (data.DisplayPos.x != 0 || data.DisplayPos.y != 0 || data.FramebufferScale.x != 1 || data.FramebufferScale.y != 1)
        return std::nullopt;
    std::vector<Pieces> lists;
    lists.reserve(static_cast<std::size_t>(data.CmdLists.Size));
    for (const ImDrawList* list : data.CmdLists) {
        auto& pieces = lists.emplace_back();
        for (const ImDrawCmd& command : list->CmdBuffer) {
            const auto clip = clipped_pixels(command.ClipRect, window);
            if (command.UserCallback == nullptr)
                add_triangles(*list, command, clip, pieces);
            else if (!add_callback(command, clip, pieces))
                return std::nullopt;
        }
    }
    return lists;
}

// Pieces that both have in the same order need not be drawn anew outside of what the others cover. Which ones those are is found by going
// through both once; it need not be the most there could be.
void Damage::compare(const Pieces& before, const Pieces& after, std::vector<PixelArea>& areas) {
    const auto [old_ones, new_ones] = middles(before, after);
    std::vector<std::pair<std::uint64_t, std::size_t>>
        places; // sorted: as many equal ones as a plugin likes cost no more than others
    places.reserve(old_ones.size());
    for (std::size_t i = 0; i < old_ones.size(); ++i) places.emplace_back(old_ones[i].hash, i);
    std::ranges::sort(places);
    std::size_t next = 0; // of the old ones
    for (const Piece& piece : new_ones) {
        const auto found = std::ranges::lower_bound(places, std::pair(piece.hash, next));
        if (found == places.end() || old_ones[found->second] != piece) {
            add(areas, piece.area);
            continue;
        }
        for (; next < found->second; ++next) add(areas, old_ones[next].area);
        ++next;
    }
    for (; next < old_ones.size(); ++next) add(areas, old_ones[next].area);
}

std::vector<PixelArea> Damage::differences(const std::vector<Pieces>& before, const std::vector<Pieces>& after) {
    std::vector<PixelArea> areas;
    const auto [old_ones, new_ones] = middles(before, after);
    const bool pairs = old_ones.size() == new_ones.size();
    for (std::size_t i = 0; i < std::max(old_ones.size(), new_ones.size()); ++i) {
        if (pairs) {
            compare(old_ones[i], new_ones[i], areas);
            continue;
        }
        if (i < old_ones.size()) compare(old_ones[i], {}, areas);
        if (i < new_ones.size()) compare({}, new_ones[i], areas);
    }
    return areas;
}

platform::ChangedAreas Damage::next(const ImDrawData& data, std::uint32_t background) {
    const PixelArea window{0, 0, static_cast<int>(data.DisplaySize.x), static_cast<int>(data.DisplaySize.y)};
    const auto before = std::exchange(lists_, pieces_of(data, window));
    const bool same_window = std::exchange(window_, window) == window;
    const bool same_background = std::exchange(background_, background) == background;

    platform::ChangedAreas areas;
    if (before && lists_ && same_window && same_background) areas = differences(*before, *lists_);
    if (lists_)
        for (auto& pieces : *lists_)
            for (auto& piece : pieces) piece.texels_changed = false; // they are in the picture now
    return areas;
}

ClippedTo::ClippedTo(ImDrawData& data, const PixelArea& area) : data_(data) {
    const PixelArea window{0, 0, static_cast<int>(data.DisplaySize.x), static_cast<int>(data.DisplaySize.y)};
    for (ImDrawList* const list : data.CmdLists)
        for (ImDrawCmd& command : list->CmdBuffer) {
            clips_.push_back({command.ClipRect.x, command.ClipRect.y, command.ClipRect.z, command.ClipRect.w});
            const auto clip = common(clipped_pixels(command.ClipRect, window), area);
            command.ClipRect = ImVec4(static_cast<float>(clip.left), static_cast<float>(clip.top), static_cast<float>(clip.right),
                                      static_cast<float>(clip.bottom));
        }
}

ClippedTo::~ClippedTo() {
    auto clip = clips_.begin();
    for (ImDrawList* const list : data_.CmdLists)
        for (ImDrawCmd& command : list->CmdBuffer) {
            command.ClipRect = ImVec4(clip->left, clip->top, clip->right, clip->bottom);
            ++clip;
        }
}

} // namespace asista::gfx
