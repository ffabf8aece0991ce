#include "ui/widgets/charts.hpp"

#include "ui/words.hpp"

#include <fmt/format.h>
#include <imgui.h>
#include <implot.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <string>
#include <vector>

namespace asista::ui {
namespace {

constexpr ImPlotFlags still = ImPlotFlags_CanvasOnly | ImPlotFlags_NoInputs | ImPlotFlags_NoFrame;
constexpr ImPlotAxisFlags quiet = ImPlotAxisFlags_NoMenus | ImPlotAxisFlags_NoSideSwitch | ImPlotAxisFlags_NoHighlight;

ImVec4 color_of(Color color, float alpha = 1) { return ImGui::ColorConvertU32ToFloat4(with_alpha(color, alpha)); }

// Text small and dim, lines faint, nothing behind it.
class Styled {
  public:
    explicit Styled(const Ui& ui) {
        const Colors& c = ui.colors();
        const Face type = face(ui.fonts, Role::small, ui.theme.scale);
        ImGui::PushFont(type.font, type.imgui_size);
        ImPlot::PushStyleColor(ImPlotCol_FrameBg, ImVec4(0, 0, 0, 0));
        ImPlot::PushStyleColor(ImPlotCol_PlotBg, ImVec4(0, 0, 0, 0));
        ImPlot::PushStyleColor(ImPlotCol_PlotBorder, ImVec4(0, 0, 0, 0));
        ImPlot::PushStyleColor(ImPlotCol_AxisText, color_of(c.dim));
        ImPlot::PushStyleColor(ImPlotCol_AxisGrid, color_of(c.line));
        ImPlot::PushStyleColor(ImPlotCol_AxisTick, ImVec4(0, 0, 0, 0));
        ImPlot::PushStyleVar(ImPlotStyleVar_PlotPadding, ImVec2(0, ui.px(4)));
        ImPlot::PushStyleVar(ImPlotStyleVar_LabelPadding, ImVec2(ui.px(8), ui.px(5)));
        ImPlot::PushStyleVar(ImPlotStyleVar_PlotBorderSize, 0.0F);
        ImPlot::PushStyleVar(ImPlotStyleVar_MajorGridSize, ImVec2(ui.px(1), ui.px(1)));
        ImPlot::PushStyleVar(ImPlotStyleVar_PlotMinSize, ImVec2(1, 1));
    }
    ~Styled() {
        ImPlot::PopStyleVar(5);
        ImPlot::PopStyleColor(6);
        ImGui::PopFont();
    }
    Styled(const Styled&) = delete;
    Styled& operator=(const Styled&) = delete;
};

bool begin(std::string_view id, Box box) {
    ImGui::SetCursorScreenPos(ImVec2(box.x, box.y));
    return ImPlot::BeginPlot(fmt::format("##{}", id).c_str(), ImVec2(box.w, box.h), still);
}

struct Ticks {
    std::vector<double> at;
    std::vector<std::string> texts;
    std::vector<const char*> labels;
    void add(double where, std::string text) {
        at.push_back(where);
        texts.push_back(std::move(text));
    }
    void set(ImAxis axis) {
        for (const auto& text : texts) labels.push_back(text.c_str());
        ImPlot::SetupAxisTicks(axis, at.data(), static_cast<int>(at.size()), labels.data());
    }
};

// Firsts of months, so many of them as have room; for short spans, days.
Ticks day_ticks(DayNumber from, DayNumber to, std::size_t most, const DateStyle& style) {
    using namespace std::chrono;
    Ticks ticks;
    const int span = std::max(to - from, 1);
    if (span < 70) {
        const int step = std::max((span + static_cast<int>(most) - 1) / static_cast<int>(most), 1);
        for (DayNumber day = from; day <= to; day += step) {
            ticks.add(day, words::short_date(day, style));
        }
        return ticks;
    }
    const int months = std::max((span / 30 + static_cast<int>(most) - 1) / static_cast<int>(most), 1);
    year_month_day date{sys_days{days{from}}};
    date = date.year() / date.month() / 1;
    for (;; date += std::chrono::months{months}) {
        const auto day = static_cast<DayNumber>(sys_days{date}.time_since_epoch().count());
        if (day > to) return ticks;
        if (day < from) continue;
        const bool year = date.month() == January || span > 700;
        const YearMonth month = month_of(day);
        ticks.add(day, year ? words::short_month_title(month, style) : std::string(words::month_short(month.month, style)));
    }
}

void draw_line(const Ui& ui, const DayLine& line, double floor) {
    const int count = static_cast<int>(std::min(line.days.size(), line.values.size()));
    if (count == 0) return;
    if (line.filled) {
        ImPlotSpec area;
        area.FillColor = color_of(line.color);
        area.FillAlpha = 0.12F;
        if (!line.steps) ImPlot::PlotShaded("##area", line.days.data(), line.values.data(), count, floor, area);
    }
    ImPlotSpec spec;
    spec.LineColor = color_of(line.color, line.faint ? 0.55F : 1.0F);
    spec.LineWeight = ui.px(line.faint ? 1.5F : 2);
    if (line.steps)
        ImPlot::PlotStairs("##line", line.days.data(), line.values.data(), count, spec);
    else
        ImPlot::PlotLine("##line", line.days.data(), line.values.data(), count, spec);
}

} // namespace

Charts::Charts() : context_(ImPlot::CreateContext()) {}
Charts::~Charts() { ImPlot::DestroyContext(context_); }
void Charts::begin_frame() { ImPlot::SetCurrentContext(context_); }

void day_chart(Ui& ui, std::string_view id, Box box, const DayChart& chart) {
    if (box.w < ui.px(60) || box.h < ui.px(40)) return;
    const Styled styled(ui);
    if (!begin(id, box)) return;
    ImPlot::SetupAxis(ImAxis_X1, nullptr, quiet | ImPlotAxisFlags_NoGridLines);
    ImPlot::SetupAxis(ImAxis_Y1, nullptr, quiet);
    ImPlot::SetupAxisLimits(ImAxis_X1, chart.from, std::max(chart.to, chart.from + 1), ImPlotCond_Always);
    ImPlot::SetupAxisLimits(ImAxis_Y1, chart.lowest, std::max(chart.highest, chart.lowest + 1e-9), ImPlotCond_Always);
    Ticks days =
        day_ticks(chart.from, chart.to, static_cast<std::size_t>(std::clamp(box.w / ui.px(90), 2.0F, 12.0F)), ui.dates());
    days.set(ImAxis_X1);
    Ticks values;
    for (int i = 0; i <= 4; i += 2) {
        const double value = chart.lowest + (chart.highest - chart.lowest) * i / 4;
        values.add(value, chart.percent ? fmt::format("{:.0f} %", value * 100) : words::amount(value));
    }
    values.set(ImAxis_Y1);
    for (const auto& line : chart.lines) draw_line(ui, line, chart.lowest);
    ImPlot::EndPlot();
}

void share_bars(Ui& ui, std::string_view id, Box box, std::span<const double> shares, std::span<const std::string_view> names,
                Color color) {
    if (box.w < ui.px(60) || box.h < ui.px(40)) return;
    const Styled styled(ui);
    if (!begin(id, box)) return;
    const int count = static_cast<int>(std::min(shares.size(), names.size()));
    Ticks days;
    for (int i = 0; i < count; ++i) days.add(i, std::string{names[static_cast<std::size_t>(i)]});
    ImPlot::SetupAxis(ImAxis_X1, nullptr, quiet | ImPlotAxisFlags_NoGridLines);
    ImPlot::SetupAxis(ImAxis_Y1, nullptr, quiet);
    ImPlot::SetupAxisLimits(ImAxis_X1, -0.6, count - 0.4, ImPlotCond_Always);
    ImPlot::SetupAxisLimits(ImAxis_Y1, 0, 1, ImPlotCond_Always);
    days.set(ImAxis_X1);
    Ticks values;
    for (const double value : {0.0, 0.5, 1.0}) values.add(value, fmt::format("{:.0f} %", value * 100));
    values.set(ImAxis_Y1);
    ImPlotSpec spec;
    spec.FillColor = color_of(color);
    spec.LineColor = ImVec4(0, 0, 0, 0);
    ImPlot::PlotBars("##bars", days.at.data(), shares.data(), count, 0.5, spec);
    ImPlot::EndPlot();
}

} // namespace asista::ui
