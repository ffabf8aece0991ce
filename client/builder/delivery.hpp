// Puts what was built where the client watches: complete or not at all, and only what is not there already.
#pragma once

#include "builder/build_plan.hpp"

namespace asista::builder {

// <plugins>/<id>/: the library, then the plan's other files, then the manifest, each beside its place and renamed. True when the library
// is another than before. Errc::invalid when `library` is no complete library, Errc::io, Errc::over_limit (no space), Errc::denied.
Result<bool> deliver(const BuildPlan& plan, const std::filesystem::path& library, const std::filesystem::path& plugins);

} // namespace asista::builder
