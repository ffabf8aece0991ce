// The includes a source file begins with, as a header that can be compiled ahead of it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace asista::builder {

// What lies below `own_folder` is the author's and changes all the time, so it is left out; what those headers begin with is taken in
// their place. Macros defined between the includes are taken along, since headers may depend on them. It ends at the first line of code,
// at an #if, and where one of the author's headers defines macros behind its own includes: from there on, order matters. Empty when there
// is no include to take. `search`: where quoted includes are looked for besides the file's own folder.
std::string include_block(const std::filesystem::path& source, const std::filesystem::path& own_folder,
                          const std::vector<std::filesystem::path>& search);

} // namespace asista::builder
