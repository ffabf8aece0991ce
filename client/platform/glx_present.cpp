#include "platform/glx_present.hpp"

#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>

#include <dlfcn.h>

namespace asista::platform {

namespace {
// GLFW's access to X11 is looked for by name: a GLFW made for Wayland alone has none, and its header needs X11's.
template <class Function> Function find_function(const char* name) {
    return reinterpret_cast<Function>(::dlsym(RTLD_DEFAULT, name));
}
} // namespace

std::optional<GlxPresent> GlxPresent::find(GLFWwindow* window) {
    const auto display_of = find_function<void* (*)()>("glfwGetX11Display");
    const auto drawable_of = find_function<unsigned long (*)(GLFWwindow*)>("glfwGetGLXWindow");
    if (display_of == nullptr || drawable_of == nullptr) return std::nullopt;
    if (glfwGetWindowAttrib(window, GLFW_CONTEXT_CREATION_API) != GLFW_NATIVE_CONTEXT_API) return std::nullopt;
    if (glfwExtensionSupported("GLX_MESA_copy_sub_buffer") == GLFW_FALSE) return std::nullopt;
    GlxPresent found;
    found.display_ = display_of();
    found.drawable_ = drawable_of(window);
    found.copy_ = reinterpret_cast<CopySubBuffer>(glfwGetProcAddress("glXCopySubBufferMESA"));
    if (found.display_ == nullptr || found.drawable_ == 0 || found.copy_ == nullptr) return std::nullopt;
    return found;
}

void GlxPresent::show(const PixelArea& area, int window_height) const {
    if (area.empty()) return;
    copy_(display_, drawable_, area.left, window_height - area.bottom, area.right - area.left, area.bottom - area.top);
}

} // namespace asista::platform
