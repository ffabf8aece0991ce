// From a plugin's source folder to a folder with its library and manifest, as a client wants it.
#pragma once

#include "app/words/words.hpp"
#include "runtime/manifest.hpp"

namespace asista::app::words {

// The manifest of a source folder or of a finished plugin, checked. Errc::not_found, Errc::invalid.
Result<runtime::Manifest> manifest_in(const fs::path& folder);

// Builds with client/builder and returns <plugins>/<id>. What the compiler says is shown, on stderr. Errc::not_found names the missing tool
// and its Debian package; Errc::invalid: it does not compile.
Result<fs::path> build_plugin(const Build& wish, const Places& places);

// The plugin and its tests with its own CMakeLists.txt, in <folder>/build, which is returned.
Result<fs::path> build_with_tests(const fs::path& source, const Places& places);

} // namespace asista::app::words
