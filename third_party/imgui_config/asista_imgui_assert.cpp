// The default answer to a failed assertion inside Dear ImGui or ImPlot: say where, then abort.
#include <cstdio>
#include <cstdlib>

extern "C" __attribute__((weak, visibility("default"))) void asista_imgui_assert(const char* expr, const char* file, int line) {
    std::fprintf(stderr, "imgui assertion failed: %s at %s:%d\n", expr, file, line);
    std::abort();
}
