// A framebuffer of our own: unlike a window's, it still holds the frame before when the next one begins.
#pragma once

namespace asista::platform {

// [main] With the GL context current in every call, the destructor's included.
class Canvas {
  public:
    Canvas() = default;
    ~Canvas();
    Canvas(const Canvas&) = delete;
    Canvas& operator=(const Canvas&) = delete;

    // Binds it for drawing, made anew when the size is another. True: it holds what was drawn into it last.
    bool bind(int width, int height);
    // Copies all of it into the window's framebuffer.
    void show() const;

  private:
    void drop();
    unsigned framebuffer_ = 0, color_ = 0;
    int width_ = 0, height_ = 0;
};

} // namespace asista::platform
