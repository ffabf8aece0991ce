// An OpenGL 3.3 context without a display, and the framebuffer drawn into.
#pragma once

#include "wire/result.hpp"

#include <memory>
#include <string>

namespace asista::platform {

// [main] Current from the moment it is made.
class HeadlessContext {
  public:
    static Result<std::unique_ptr<HeadlessContext>> create(int width, int height);
    ~HeadlessContext();
    HeadlessContext(const HeadlessContext&) = delete;
    HeadlessContext& operator=(const HeadlessContext&) = delete;

    void make_current();
    // Binds the framebuffer, made anew when the size is another. True: it holds the frame before.
    bool bind(int width, int height);
    // Has the frame drawn, and waits for the one before it: one at most is under way, as in a window that swaps buffers.
    void finish_frame();
    std::string renderer_name() const;

  private:
    HeadlessContext() = default;
    void drop_framebuffer();

    // EGL's handles, kept as the pointers they are so that this header needs none of its own.
    void *display_ = nullptr, *context_ = nullptr, *surface_ = nullptr;
    unsigned framebuffer_ = 0, color_ = 0;
    void* under_way_ = nullptr; // GL's fence behind the last frame
    int width_ = 0, height_ = 0;
};

} // namespace asista::platform
