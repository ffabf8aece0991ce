// The GL side of kiosk_painter.
#pragma once

#include "gfx/callback_program.hpp"
#include "gfx/kiosk_painter.hpp"
#include "wire/result.hpp"

#include <memory>

namespace asista::gfx {

// [main] GL context current in every call.
class KioskProgram final : public CallbackProgram<KioskProgram, KioskDraw> {
  public:
    static Result<std::unique_ptr<KioskProgram>> create(const ShaderTexts& texts);

    // What is drawn between the two calls is drawn by this program.
    void begin();

  private:
    friend class CallbackProgram<KioskProgram, KioskDraw>;
    explicit KioskProgram(LinkedProgram program);
    void draw(const KioskDraw& kiosk, const ImDrawCmd& command) const;

    int ground_ = -1, first_ = -1, second_ = -1, phase_ = -1, size_ = -1;
};

} // namespace asista::gfx
