#include "core/shader_files.hpp"

#include "builder/whole_files.hpp"

namespace asista::core {
namespace fs = std::filesystem;

namespace {
bool is_shader(const fs::path& file) { return file.extension() == ".glsl" && !file.filename().string().starts_with('.'); }

// One that cannot be read at this moment is left out: the window goes on with the one that is built in, and another save follows.
ShaderFiles::Texts read_all(const fs::path& folder) {
    ShaderFiles::Texts texts;
    std::error_code error;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
        if (is_shader(it->path()))
            if (auto text = builder::read_text(it->path())) texts.emplace(it->path().filename().string(), std::move(*text));
    return texts;
}
} // namespace

Result<std::unique_ptr<ShaderFiles>> ShaderFiles::follow(runtime::EventLoop& loop, const fs::path& folder,
                                                         std::function<void(Texts)> changed) {
    std::error_code error;
    if (!fs::is_directory(folder, error))
        return fail(Errc::not_found, "--shaders: there is no folder {}; name the one that holds card.frag.glsl and the others",
                    folder.string());
    std::unique_ptr<ShaderFiles> files(new ShaderFiles);
    files->watch_ =
        TRY(builder::SourceWatch::create(loop, files->hashes_, builder::SourceWatch::Method::automatic,
                                         [folder, changed](const builder::SourceChange&) { changed(read_all(folder)); }));
    files->watch_->watch({}, {folder}, is_shader);
    changed(read_all(folder));
    return files;
}

} // namespace asista::core
