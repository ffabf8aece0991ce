// ImPlot's own demo window as a page, and an example of a plugin that brings a library with a context of its own.
#include <asista/plugin.hpp>

#include <implot.h>

#include <memory>

class ImPlotDemo : public asista::Plugin {
  public:
    ImPlotDemo() {
        page({.id = "demo", .title = "ImPlot demo", .icon = "chart-line"}, [this](asista::Frame& frame) {
            ImPlot::SetCurrentContext(context_.get());
            ImPlot::ShowDemoWindow();
            asista::ui::fill_with_window(frame, "ImPlot Demo");
        });
        command({.id = "open", .title = "Open the ImPlot demo", .icon = "chart-line"}, [this] { open_page("demo").value(); });
    }

  private:
    struct Destroy {
        void operator()(ImPlotContext* context) const { ImPlot::DestroyContext(context); }
    };
    std::unique_ptr<ImPlotContext, Destroy> context_{ImPlot::CreateContext()};
};

ASISTA_PLUGIN(ImPlotDemo)
