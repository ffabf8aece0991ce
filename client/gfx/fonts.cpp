// Font files: where they are, and how ImGui gets them.
#include "gfx/fonts.hpp"

#include "wire/font_plan.hpp"

#include <asista_bitmap_font.hpp>
#include <asista_fonts.hpp>
#include <imgui.h>
#include <imgui_freetype.h>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <span>

namespace asista::gfx {

namespace {
namespace fs = std::filesystem;
using calls::FontRole;

static_assert(font_plan::light_hinting == ImGuiFreeTypeLoaderFlags_LightHinting);
static_assert(font_plan::load_color == ImGuiFreeTypeLoaderFlags_LoadColor &&
              font_plan::bitmap == ImGuiFreeTypeLoaderFlags_Bitmap);

struct Wanted {
    FontRole role;
    const char* path;    // where the build found it
    const char* package; // Debian's
};
constexpr Wanted needed[] = {
    {FontRole::text, fonts::inter_regular, "fonts-inter"},
    {FontRole::medium, fonts::inter_medium, "fonts-inter"},
    {FontRole::semibold, fonts::inter_semibold, "fonts-inter"},
    {FontRole::mono, fonts::mono_regular, "fonts-jetbrains-mono"},
    {FontRole::icons, fonts::icons, "comes with the build: share/asista/fonts beside bin"},
};

Result<OpenFont> open_font(FontRole role, const std::string& path) {
    UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd) return fail_errno(fmt::format("open {}", path));
    struct stat about {};
    if (::fstat(fd.get(), &about) != 0) return fail_errno(fmt::format("read the size of {}", path));
    OpenFont font;
    font.file.role = role;
    font.file.size_bytes = static_cast<std::uint64_t>(about.st_size);
    font.path = path;
    font.fd = std::move(fd);
    return font;
}

std::vector<fs::path> font_folders() {
    std::vector<fs::path> folders;
    std::error_code ignored;
    const fs::path program = fs::read_symlink("/proc/self/exe", ignored);
    if (!program.empty()) folders.push_back(program.parent_path().parent_path() / "share/asista/fonts");
    if (const char* const home = std::getenv("HOME"); home != nullptr && *home == '/') {
        folders.push_back(fs::path(home) / ".local/share/fonts");
        folders.push_back(fs::path(home) / ".fonts");
    }
    folders.emplace_back("/usr/local/share/fonts");
    folders.emplace_back("/usr/share/fonts");
    return folders;
}

// The build's own path, else a file of the same name in the folders where fonts live.
std::optional<std::string> find_font(const std::string& path) {
    std::error_code error;
    if (fs::is_regular_file(path, error)) return path;
    const fs::path name = fs::path(path).filename();
    for (const fs::path& folder : font_folders()) {
        fs::recursive_directory_iterator entry(folder, fs::directory_options::skip_permission_denied, error);
        for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error))
            if (entry->path().filename() == name) return entry->path().string();
    }
    return std::nullopt;
}

// Fallbacks are looked for in their one place only: they may be absent, and a search of all folders costs start-up time.
void open_first(std::span<const char* const> candidates, std::vector<OpenFont>& fonts) {
    for (const char* path : candidates) {
        if (auto font = open_font(FontRole::fallback, path)) {
            fonts.push_back(std::move(*font));
            return;
        }
    }
}

struct MappedFont {
    FontRole role;
    void* data = nullptr;
    int size = 0;
};

Result<MappedFont> map_font(const OpenFont& font) {
    if (font.file.size_bytes == 0 || font.file.size_bytes > (256u << 20)) return fail(Errc::invalid, "{} is no font", font.path);
    // Private and read-only; never unmapped: the atlas draws glyphs from it as long as the program lives.
    void* const data = ::mmap(nullptr, font.file.size_bytes, PROT_READ, MAP_PRIVATE, font.fd.get(), 0);
    if (data == MAP_FAILED) return fail_errno(fmt::format("map {}", font.path));
    return MappedFont{font.file.role, data, static_cast<int>(font.file.size_bytes)};
}

ImFont* add_font(ImFontAtlas& atlas, const MappedFont& font, unsigned loader_flags, bool pixel_snap, bool merge) {
    ImFontConfig config;
    config.FontDataOwnedByAtlas = false;
    config.MergeMode = merge;
    config.PixelSnapH = pixel_snap;
    config.FontLoaderFlags = loader_flags;
    // Pictures (colour emoji) need a loader that can change their size.
    if (merge) config.FontLoader = bitmap_font_loader(font.data, static_cast<std::size_t>(font.size));
    config.FontData = font.data;
    config.FontDataSize = font.size;
    return atlas.AddFont(&config);
}
} // namespace

Result<FontFiles> FontFiles::open() {
    FontFiles files;
    std::string missing;
    for (const Wanted& wanted : needed) {
        const auto path = find_font(wanted.path);
        auto font = path ? open_font(wanted.role, *path) : Result<OpenFont>(fail(Errc::not_found, "absent"));
        if (font) {
            files.fonts_.push_back(std::move(*font));
        } else {
            if (!missing.empty()) missing += ", ";
            missing += fmt::format("{} ({})", fs::path(wanted.path).filename().string(), wanted.package);
        }
    }
    if (!missing.empty()) return fail(Errc::not_found, "fonts are missing: {}; install the packages named", missing);
    open_first(fonts::cjk, files.fonts_);
    open_first(fonts::emoji, files.fonts_);
    return files;
}

std::vector<calls::FontFile> FontFiles::descriptions() const {
    std::vector<calls::FontFile> list;
    for (const OpenFont& font : fonts_) list.push_back(font.file);
    return list;
}

Result<std::vector<UniqueFd>> FontFiles::duplicates() const {
    std::vector<UniqueFd> list;
    for (const OpenFont& font : fonts_) list.push_back(TRY(font.fd.duplicate()));
    return list;
}

Result<Fonts> add_fonts(ImFontAtlas& atlas, const FontFiles& files) {
    std::vector<MappedFont> mapped;
    for (const OpenFont& font : files.fonts()) mapped.push_back(TRY(map_font(font)));

    std::array<ImFont*, 8> made{};
    for (const font_plan::Typeface& typeface : font_plan::typefaces) {
        ImFont* font = nullptr;
        for (const MappedFont& file : mapped)
            if (file.role == typeface.role && font == nullptr)
                font = add_font(atlas, file, typeface.loader_flags, typeface.pixel_snap, false);
        if (font == nullptr) return fail(Errc::invalid, "font file number {} cannot be used", static_cast<int>(typeface.role));
        for (const MappedFont& file : mapped)
            if (typeface.takes_fallbacks && file.role == FontRole::fallback)
                add_font(atlas, file, font_plan::fallback_flags, true, true);
        made[static_cast<std::size_t>(typeface.role)] = font;
    }
    const auto font_of = [&made](FontRole role) { return made[static_cast<std::size_t>(role)]; };
    return Fonts{font_of(FontRole::text), font_of(FontRole::medium), font_of(FontRole::semibold),
                 font_of(FontRole::mono), font_of(FontRole::icons),  font_of(FontRole::icons)};
}

} // namespace asista::gfx
