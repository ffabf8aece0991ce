// The GL side of kiosk_painter.
#pragma once

#include "gfx/kiosk_painter.hpp"

#include "wire/result.hpp"

#include <memory>

struct ImDrawCmd;

namespace asista::gfx {

struct ShaderTexts;

// [main] GL context current in every call.
class KioskProgram {
  public:
    static Result<std::unique_ptr<KioskProgram>> create(const ShaderTexts& texts);
    ~KioskProgram();
    KioskProgram(const KioskProgram&) = delete;
    KioskProgram& operator=(const KioskProgram&) = delete;

    // What is drawn between the two calls is drawn by this program.
    void begin();
    void end();

    using Callback = void (*)(const ImDrawList*, const ImDrawCmd*);
    static Callback callback(); // null while no program exists

  private:
    KioskProgram() = default;
    static void run(const ImDrawList* list, const ImDrawCmd* command);
    void draw(const KioskDraw& kiosk, const ImDrawCmd& command) const;

    unsigned program_ = 0, vertex_array_ = 0;
    int ground_ = -1, first_ = -1, second_ = -1, phase_ = -1, size_ = -1;
};

} // namespace asista::gfx
