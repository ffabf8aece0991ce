// Textures of the ImGui context (its font atlas, and those a plugin registers) as operations of the frame protocol. Ids are never used
// twice. What does not fit into one frame's upload waits for the next ones. Needs the current ImGui context. [frame]
#pragma once

#include "wire/frame.hpp"

#include <cstdint>
#include <vector>

struct ImTextureData;
struct ImTextureRef;

namespace asista::host {

class FrameWriter;

class TextureTable {
  public:
    // After ImGui::Render(): writes what textures want, and tells ImGui what was done. True when something had to wait.
    bool write(FrameWriter& writer);

    // The id that commands name. 0 for none.
    std::uint32_t id_of(const ImTextureRef& texture);

  private:
    struct Known {
        const ImTextureData* texture;
        std::uint32_t id;
        bool created; // the client has it
        bool listed;  // ImGui still lists it
    };
    Known& known(const ImTextureData* texture);
    bool destroy(FrameWriter& writer, Known& known);

    std::vector<Known> known_; // a handful
    std::uint32_t last_id_ = 0;
};

} // namespace asista::host
