// A panel that keeps moving until it is told how to fail. The number of the build is written in a place of the library that the soak
// overwrites, so that one build makes any number of different libraries.
#include <asista/plugin.hpp>

#include <cstdlib>
#include <string>
#include <string_view>
#include <unistd.h>

namespace {
volatile char script[40] = "ASISTA-BENCH-BUILD: 00000000          ";
volatile bool for_ever = true;

int overflow(int depth) {
    volatile char block[4096];
    block[0] = static_cast<char>(depth);
    return for_ever ? block[0] + overflow(depth + 1) + block[0] : 0;
}

void fail_by(std::string_view how) {
    if (how == "crash") *static_cast<volatile int*>(nullptr) = 1;
    if (how == "abort") std::abort();
    if (how == "overflow") std::exit(overflow(0));
    if (how == "exit") ::_exit(0);
    while (how == "hang" && for_ever) {}
}
} // namespace

class Faulty : public asista::Plugin {
  public:
    Faulty() {
        widget({.id = "panel", .title = "Faulty", .icon = "bug", .height = 120}, [this](asista::Frame& frame) {
            fail_by(in_draw_);
            ImGui::Text("build %c%c", script[26], script[27]);
            ImGui::ProgressBar(static_cast<float>(frames_++ % 100) / 100);
            frame.animate();
        });
        for (const char* how : {"crash", "abort", "overflow", "exit", "hang"}) {
            command({.id = how, .title = how}, [how] { fail_by(how); });
            command({.id = std::string("draw-") + how, .title = how}, [this, how] { in_draw_ = how; });
        }
    }

  private:
    std::optional<asista::Json> save_state() override { return asista::Json{{"frames", frames_}}; }
    void load_state(const asista::Json& state, unsigned) override { frames_ = state.value("frames", 0); }

    std::string in_draw_;
    int frames_ = 0;
};

ASISTA_PLUGIN(Faulty)
