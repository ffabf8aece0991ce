// manifest.json from anybody's folder, and settings for it: never a crash, and what is accepted holds what its type promises.
#include "runtime/manifest.hpp"
#include "runtime/settings.hpp"
#include "wire/utf8.hpp"

#include <cstdint>
#include <cstdlib>
#include <string_view>

using namespace asista;

namespace {
void expect(bool holds) {
    if (!holds) std::abort();
}
} // namespace

// The manifest, then behind a NUL a change of its settings.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto split = text.find('\0');
    const auto manifest = runtime::parse_manifest(text.substr(0, split), "manifest.json");
    if (!manifest) {
        expect(!manifest.error().message.empty() && wire::is_utf8(manifest.error().message));
        return 0;
    }
    expect(manifest->id.find('.') != std::string::npos && manifest->id.find('/') == std::string::npos);
    expect(manifest->entry.find('/') == std::string::npos && !manifest->entry.empty());
    expect(manifest->wanted().contains_all(manifest->required()));

    const auto& settings = manifest->settings;
    const std::string defaults = runtime::resolve_settings(settings, "{}");
    // Every default fits its own definition.
    expect(runtime::change_settings(settings, "{}", defaults).has_value());
    if (split == std::string_view::npos) return 0;
    const auto changed = runtime::change_settings(settings, "{}", text.substr(split + 1));
    // What was accepted stays as it is when it is resolved and set again.
    if (changed) expect(runtime::change_settings(settings, *changed, runtime::resolve_settings(settings, *changed)).has_value());
    return 0;
}
