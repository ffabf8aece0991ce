// Which items are on the screen of an ImGui context: rectangles, labels and states, gathered by the hooks that ImGui has for its Test
// Engine. Of that engine nothing else is needed: the hooks are compiled into our library (asista_imgui_hooks.cpp), and while nobody
// listens each item costs a look at one flag.
#pragma once

#include <imgui.h>
#include <imgui_internal.h>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace asista {

// What a widget says of itself beside its label.
namespace item_traits {
inline constexpr unsigned checkable = 1, checked = 2, openable = 4, open = 8, editable = 16;
}

// Lies in ImGuiContext::TestEngine while ImGuiContext::TestEngineHookItems is on.
class IMGUI_API ItemListener {
  public:
    virtual ~ItemListener();
    // data: null where ImGui does not know more than the rectangle.
    virtual void item_added(ImGuiContext& context, ImGuiID id, const ImRect& rect, const ImGuiLastItemData* data) = 0;
    // Something that was added: its label as the program wrote it ("Save##2").
    virtual void item_described(ImGuiContext& context, ImGuiID id, const char* label, unsigned traits) = 0;
};

struct GatheredItem {
    ImGuiID id = 0;    // 0: a text
    ImGuiID scope = 0; // what its id was made with: ImHashStr(label, 0, scope) is the id, where that is how it was made
    ImGuiWindow* window = nullptr; // it is in; of a window: itself. Valid until the next frame of the context
    bool is_window = false;
    ImRect rect, seen; // in full, and what is not clipped away (empty when all of it is)
    std::string label; // without what follows "##"; out of sight ImGui tells none, so that of when it was seen last
    std::string value;
    unsigned traits = 0;
    unsigned role = 0; // of the program's own list, 0: it did not say
    bool disabled = false;
};

// Everything on one context's screen in one frame, in the order in which it was made. On the context's thread.
class IMGUI_API ItemGatherer final : public ItemListener {
  public:
    static constexpr std::size_t most_items = 20'000; // of a frame; what is beyond is left out

    ItemGatherer() = default;
    ~ItemGatherer() override;
    ItemGatherer(const ItemGatherer&) = delete;
    ItemGatherer& operator=(const ItemGatherer&) = delete;

    // To the current context, from the next item on; or no longer. Without effect where somebody else listens.
    void listen(bool on);
    bool listening() const { return context_ != nullptr; }
    // Forgets the items of the frame before. After ImGui::NewFrame().
    void begin_frame();
    std::span<const GatheredItem> items() const { return items_; }

    // For widgets that draw their label themselves: what a person reads there. Of the newest item with this id.
    void describe(ImGuiID id, unsigned role, std::string_view label, std::string_view value, unsigned traits);
    // A text, which is no item of ImGui's.
    void add_text(const ImRect& rect, unsigned role, std::string_view text);

    // When an item with this id is made next, it gets the keyboard and is scrolled into sight; or just the latter. Given up after a few frames.
    void focus_next(ImGuiID id) { wish(id, true); }
    void reveal_next(ImGuiID id) { wish(id, false); }
    // Whether such a wish still waits.
    bool wishes() const { return wished_ != 0; }

    void item_added(ImGuiContext& context, ImGuiID id, const ImRect& rect, const ImGuiLastItemData* data) override;
    void item_described(ImGuiContext& context, ImGuiID id, const char* label, unsigned traits) override;

  private:
    void wish(ImGuiID id, bool focus);
    void grant_wish(ImGuiContext& context, const ImRect& rect);

    ImGuiContext* context_ = nullptr;
    std::vector<GatheredItem> items_;
    std::unordered_map<ImGuiID, std::size_t> by_id_;  // the newest of each
    std::unordered_map<ImGuiID, std::string> labels_; // at most most_items: of when they were in sight
    ImGuiID wished_ = 0;
    bool wished_focus_ = false;
    int wished_frames_ = 0;
};

} // namespace asista
