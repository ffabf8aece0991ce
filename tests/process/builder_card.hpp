// A plugin folder for tests of the builder, and where its builds go. What stands in its sources is each test's own.
#pragma once

#include "builder/builder.hpp"

#include "temp_dir.hpp"

#include <string>
#include <string_view>

namespace asista::test {

inline constexpr const char* card_manifest =
    R"({"id": "com.example.card", "name": "Card", "version": "1.0.0", "description": "A card.",
    "author": {"name": "A"}, "category": "productivity", "permissions": []})";

// Writes the manifest into `folder`/card, and asks for quick builds without precompiled headers of what stands there.
inline builder::Options card_options(const TempDir& folder) {
    write_file(folder / "card/manifest.json", card_manifest);
    write_file(folder / "exports.map", "{ global: asista_plugin_entry_v1; local: *; };\n");
    builder::Options options;
    options.folder = folder / "card";
    options.plugins = folder / "plugins";
    options.cache = folder / "cache";
    options.sdk.includes = {folder / "card"};
    options.sdk.exports = folder / "exports.map";
    options.optimised = false;
    options.precompiled_headers = false;
    return options;
}

// The bytes that were delivered last; empty before that.
inline std::string card_library(const TempDir& folder) { return read_file(folder / "plugins/com.example.card/plugin.so"); }
inline bool card_has(const TempDir& folder, std::string_view mark) {
    return card_library(folder).find(mark) != std::string::npos;
}

} // namespace asista::test
