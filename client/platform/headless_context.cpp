// Mesa's surfaceless platform first: it needs neither X nor a graphics card. Else the default display with a one-pixel pbuffer.
#include "platform/headless_context.hpp"

#include <EGL/egl.h>
#include <EGL/eglext.h>
#include <glad/gl.h>

#include <string_view>
#include <utility>

#ifdef __SANITIZE_ADDRESS__
// Mesa's drivers keep what their shader compiler built until the process ends; the leak checker need not tell us.
extern "C" __attribute__((visibility("default"))) const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() {
    return "leak:_dri.so\nleak:libgallium\nleak:libLLVM\nleak:libEGL_mesa\nleak:libglapi\n";
}
#endif

namespace asista::platform {

namespace {
constexpr std::string_view remedy = "install libegl1 and libgl1-mesa-dri, which render without a graphics card";

EGLDisplay open_display() {
    const auto get_platform_display =
        reinterpret_cast<PFNEGLGETPLATFORMDISPLAYEXTPROC>(eglGetProcAddress("eglGetPlatformDisplayEXT"));
    if (get_platform_display != nullptr) {
        const EGLDisplay display = get_platform_display(EGL_PLATFORM_SURFACELESS_MESA, EGL_DEFAULT_DISPLAY, nullptr);
        if (display != EGL_NO_DISPLAY && eglInitialize(display, nullptr, nullptr) == EGL_TRUE) return display;
    }
    const EGLDisplay display = eglGetDisplay(EGL_DEFAULT_DISPLAY);
    if (display != EGL_NO_DISPLAY && eglInitialize(display, nullptr, nullptr) == EGL_TRUE) return display;
    return EGL_NO_DISPLAY;
}
} // namespace

Result<std::unique_ptr<HeadlessContext>> HeadlessContext::create(int width, int height) {
    std::unique_ptr<HeadlessContext> made(new HeadlessContext);
    made->display_ = open_display();
    if (made->display_ == EGL_NO_DISPLAY)
        return fail(Errc::unavailable, "no EGL display to draw on without a screen; {}", remedy);
    if (eglBindAPI(EGL_OPENGL_API) != EGL_TRUE) return fail(Errc::unavailable, "EGL offers no desktop OpenGL; {}", remedy);

    const EGLint config_wishes[] = {EGL_SURFACE_TYPE,
                                    EGL_PBUFFER_BIT,
                                    EGL_RENDERABLE_TYPE,
                                    EGL_OPENGL_BIT,
                                    EGL_RED_SIZE,
                                    8,
                                    EGL_GREEN_SIZE,
                                    8,
                                    EGL_BLUE_SIZE,
                                    8,
                                    EGL_ALPHA_SIZE,
                                    8,
                                    EGL_NONE};
    EGLConfig config = nullptr;
    EGLint count = 0;
    if (eglChooseConfig(made->display_, config_wishes, &config, 1, &count) != EGL_TRUE || count < 1) {
        return fail(Errc::unavailable, "EGL offers no 8-bit OpenGL configuration; {}", remedy);
    }
    const EGLint context_wishes[] = {
        EGL_CONTEXT_MAJOR_VERSION,           3,       EGL_CONTEXT_MINOR_VERSION, 3, EGL_CONTEXT_OPENGL_PROFILE_MASK,
        EGL_CONTEXT_OPENGL_CORE_PROFILE_BIT, EGL_NONE};
    made->context_ = eglCreateContext(made->display_, config, EGL_NO_CONTEXT, context_wishes);
    if (made->context_ == EGL_NO_CONTEXT) return fail(Errc::unavailable, "EGL offers no OpenGL 3.3 context; {}", remedy);
    if (eglMakeCurrent(made->display_, EGL_NO_SURFACE, EGL_NO_SURFACE, made->context_) != EGL_TRUE) {
        const EGLint size[] = {EGL_WIDTH, 1, EGL_HEIGHT, 1, EGL_NONE};
        made->surface_ = eglCreatePbufferSurface(made->display_, config, size);
        if (eglMakeCurrent(made->display_, made->surface_, made->surface_, made->context_) != EGL_TRUE) {
            return fail(Errc::unavailable, "EGL's context cannot be used without a window (error {:#x}); {}", eglGetError(),
                        remedy);
        }
    }
    if (gladLoadGL(eglGetProcAddress) < GLAD_MAKE_VERSION(3, 3)) {
        return fail(Errc::unavailable, "the graphics driver offers less than OpenGL 3.3; {}", remedy);
    }
    made->bind(width, height);
    if (glCheckFramebufferStatus(GL_FRAMEBUFFER) != GL_FRAMEBUFFER_COMPLETE) {
        return fail(Errc::unavailable, "the graphics driver refuses a framebuffer of {} x {} pixels", width, height);
    }
    return made;
}

HeadlessContext::~HeadlessContext() {
    if (display_ == EGL_NO_DISPLAY) return;
    if (context_ != EGL_NO_CONTEXT) {
        make_current();
        if (under_way_ != nullptr) glDeleteSync(static_cast<GLsync>(under_way_));
        drop_framebuffer();
        eglMakeCurrent(display_, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
        eglDestroyContext(display_, context_);
    }
    if (surface_ != EGL_NO_SURFACE) eglDestroySurface(display_, surface_);
    // The display itself stays open: it is one for the whole process, and closing it would unload the driver only to load it again
    // for the next window.
}

void HeadlessContext::make_current() {
    if (eglGetCurrentContext() != context_) eglMakeCurrent(display_, surface_, surface_, context_);
}

bool HeadlessContext::bind(int width, int height) {
    make_current();
    const bool holds_last = framebuffer_ != 0 && width == width_ && height == height_;
    if (!holds_last) {
        drop_framebuffer();
        glGenRenderbuffers(1, &color_);
        glBindRenderbuffer(GL_RENDERBUFFER, color_);
        glRenderbufferStorage(GL_RENDERBUFFER, GL_RGBA8, width, height);
        glGenFramebuffers(1, &framebuffer_);
        glBindFramebuffer(GL_FRAMEBUFFER, framebuffer_);
        glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_RENDERBUFFER, color_);
        width_ = width;
        height_ = height;
    }
    glBindFramebuffer(GL_FRAMEBUFFER, framebuffer_);
    glViewport(0, 0, width, height);
    return holds_last;
}

// Without the wait a software renderer that gets no processor for a while owes a dozen frames, and a later one, whichever needs a buffer
// that they still read, stops for all of them.
void HeadlessContext::finish_frame() {
    constexpr GLuint64 patience_ns = 10'000'000'000; // a renderer that is stuck shall not keep the loop for ever
    const GLsync drawn = glFenceSync(GL_SYNC_GPU_COMMANDS_COMPLETE, 0);
    glFlush();
    const auto before = static_cast<GLsync>(std::exchange(under_way_, drawn));
    if (before == nullptr) return;
    glClientWaitSync(before, 0, patience_ns);
    glDeleteSync(before);
}

void HeadlessContext::drop_framebuffer() {
    if (framebuffer_ != 0) glDeleteFramebuffers(1, &framebuffer_);
    if (color_ != 0) glDeleteRenderbuffers(1, &color_);
    framebuffer_ = color_ = 0;
}

std::string HeadlessContext::renderer_name() const {
    return fmt::format("{}, OpenGL {}", reinterpret_cast<const char*>(glGetString(GL_RENDERER)),
                       reinterpret_cast<const char*>(glGetString(GL_VERSION)));
}

} // namespace asista::platform
