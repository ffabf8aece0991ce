#include "core/theme_files.hpp"

#include "builder/whole_files.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace asista::core {
namespace fs = std::filesystem;

namespace {
bool is_theme(const fs::path& file) { return file.extension() == ".json" && !file.filename().string().starts_with('.'); }

Result<ui::ColorScheme> read_scheme(const fs::path& file) {
    std::error_code error;
    if (const auto size = fs::file_size(file, error); !error && size > ui::max_scheme_bytes)
        return fail(Errc::over_limit, "{}: a theme has at most {} bytes", file.filename().string(), ui::max_scheme_bytes);
    const auto text = TRY(builder::read_text(file));
    auto scheme = TRY(ui::parse_color_scheme(text, file.filename().string()));
    if (scheme.name.empty()) scheme.name = file.stem().string();
    return scheme;
}
} // namespace

ThemeFiles::ThemeFiles(runtime::EventLoop& loop, fs::path folder, std::function<void()> changed)
    : folder_(std::move(folder)), changed_(std::move(changed)) {
    std::error_code ignored;
    fs::create_directories(folder_, ignored);
    auto watch = builder::SourceWatch::create(loop, hashes_, builder::SourceWatch::Method::automatic,
                                              [this](const builder::SourceChange&) {
                                                  read_all();
                                                  changed_();
                                              });
    if (watch && fs::exists(folder_, ignored)) {
        watch_ = std::move(*watch);
        watch_->watch({}, {folder_}, is_theme);
    }
    read_all();
}

void ThemeFiles::read_all() {
    std::vector<ui::SchemeView> before = std::exchange(schemes_, {});
    std::error_code error;
    for (fs::directory_iterator it(folder_, error), end; !error && it != end && schemes_.size() < max_files;
         it.increment(error)) {
        if (!is_theme(it->path())) continue;
        ui::SchemeView view{it->path().stem().string(), it->path().string(), nullptr, {}};
        if (auto scheme = read_scheme(it->path()))
            view.scheme = std::make_shared<const ui::ColorScheme>(std::move(*scheme));
        else {
            view.problem = scheme.error().message;
            if (const auto was = std::ranges::find(before, view.id, &ui::SchemeView::id); was != before.end())
                view.scheme = was->scheme;
        }
        schemes_.push_back(std::move(view));
    }
    std::ranges::sort(schemes_, {}, &ui::SchemeView::id);
}

Result<fs::path> ThemeFiles::make(const ui::Preferences& preferences, const ui::ColorScheme* scheme) {
    ui::Preferences light = preferences, dark = preferences;
    light.theme = ui::ThemeChoice::light;
    dark.theme = ui::ThemeChoice::dark;
    light.high_contrast = dark.high_contrast = false;
    const auto text = ui::color_scheme_json("My colours", ui::theme_for(light, false, 1, scheme).colors,
                                            ui::theme_for(dark, false, 1, scheme).colors);
    for (std::size_t number = 1; number <= max_files; ++number) {
        const auto file = folder_ / (number == 1 ? std::string("my-colours.json") : fmt::format("my-colours-{}.json", number));
        if (builder::is_there(file)) continue;
        TRY(builder::write_text(file, text));
        read_all();
        changed_();
        return file;
    }
    return fail(Errc::over_limit, "{} holds {} themes already; remove one you do not use", folder_.string(), max_files);
}

} // namespace asista::core
