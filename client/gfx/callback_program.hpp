// What the programs that draw from ImGui's draw lists share: a description that travels in the list as a callback's data, and whose program
// that callback runs. [main]
#pragma once

#include "gfx/shader_program.hpp"

#include <imgui.h>

#include <cstring>

namespace asista::gfx {

// `Program` derives from this and has draw(const Draw&, const ImDrawCmd&). Shaders may be tried beside those in use, so there can be two of
// one kind; what is drawn is drawn by the one between make_current() and end().
template <class Program, class Draw> class CallbackProgram {
  public:
    using Callback = void (*)(const ImDrawList*, const ImDrawCmd*);
    static Callback callback() { return live_ > 0 ? &run : nullptr; } // null while no program exists

    // False when there is no program, so that nothing will be drawn.
    static bool add(ImDrawList* list, const Draw& draw) {
        const ImDrawCallback reset = ImGui::GetPlatformIO().DrawCallback_ResetRenderState;
        if (callback() == nullptr || reset == nullptr) return false;
        list->AddCallback(callback(), const_cast<Draw*>(&draw), sizeof draw); // copied there
        list->AddCallback(reset, nullptr);
        return true;
    }
    void end() { current_ = nullptr; }

    CallbackProgram(const CallbackProgram&) = delete;
    CallbackProgram& operator=(const CallbackProgram&) = delete;

  protected:
    explicit CallbackProgram(LinkedProgram program) : program_(std::move(program)) { ++live_; }
    ~CallbackProgram() {
        --live_;
        if (current_ == this) current_ = nullptr;
    }
    void make_current() { current_ = this; }

    LinkedProgram program_;

  private:
    static void run(const ImDrawList*, const ImDrawCmd* command) {
        if (current_ == nullptr || command->UserCallbackDataSize != sizeof(Draw)) return;
        Draw draw;
        std::memcpy(&draw, command->UserCallbackData, sizeof draw); // the list's storage need not be aligned
        static_cast<Program*>(current_)->draw(draw, *command);
    }

    inline static int live_ = 0;
    inline static CallbackProgram* current_ = nullptr;
};

} // namespace asista::gfx
