// The textures of one plugin process, by the ids it chose, as textures of the client's ImGui. Ids of two processes never meet: each
// process has a table of its own.
#pragma once

#include "wire/frame_check.hpp"

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

struct ImTextureData;
struct ImTextureRef;

namespace asista::gfx {

struct TextureDeleter {
    void operator()(ImTextureData* texture) const;
};
using TexturePtr = std::unique_ptr<ImTextureData, TextureDeleter>;

// Textures nobody draws with any more, until the graphics backend has let go of them. [main], for the current ImGui context.
class TextureGraveyard {
  public:
    TextureGraveyard() = default;
    ~TextureGraveyard(); // forgets them all: the backend is going, or gone
    TextureGraveyard(const TextureGraveyard&) = delete;
    TextureGraveyard& operator=(const TextureGraveyard&) = delete;

    void bury(TexturePtr texture);
    void sweep(); // between frames
    std::size_t size() const { return buried_.size(); }

  private:
    std::vector<TexturePtr> buried_;
};

// [main]
class PluginTextures {
  public:
    explicit PluginTextures(TextureGraveyard& graveyard) : graveyard_(&graveyard) {}
    ~PluginTextures();
    PluginTextures(const PluginTextures&) = delete;
    PluginTextures& operator=(const PluginTextures&) = delete;

    // Whether a frame's operations fit the table: Errc::invalid when an id is created twice or an update is for another size or
    // format, Errc::over_limit above max_textures. Updates of unknown ids are fine: they belong to a frame that was refused.
    Result<void> check(const std::vector<frame::TextureOp>& ops) const;
    // Before the frame is shown: creates and updates. After check() only.
    void apply_uploads(const frame::CheckedFrame& frame);
    // After it took the place of the previous frame: destroys.
    void apply_destroys(const frame::CheckedFrame& frame);

    ImTextureData* find(std::uint32_t id) const; // null: unknown
    std::uint64_t bytes() const { return bytes_; }
    std::size_t count() const { return textures_.size(); }
    struct Size {
        std::uint32_t id = 0;
        int width = 0, height = 0; // pixels
    };
    std::vector<Size> sizes() const; // ascending by id

    static constexpr std::size_t max_textures = 1024;

  private:
    struct Entry {
        frame::TextureFormat format{};
        TexturePtr data; // always RGBA: the GL backend knows nothing else
    };
    TextureGraveyard* graveyard_;
    std::unordered_map<std::uint32_t, Entry> textures_;
    std::uint64_t bytes_ = 0;
};

// One white, faint pixel for ids that mean nothing (yet). Made by the caller, buried like any other.
TexturePtr make_placeholder_texture();

} // namespace asista::gfx
