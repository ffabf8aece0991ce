// A small file that is no database, sealed as a whole with the key of a profile: the header of seal.hpp, a nonce, the content, a tag. So it
// opens with its passphrase alone, and replace_seal() gives it another one. Pure but for libsodium's randomness. [any]
#pragma once

#include "store/seal.hpp"

#include <string>
#include <string_view>

namespace asista::store {

// Whether bytes begin as those of a sealed file.
bool is_sealed_content(std::string_view bytes);

// `kind` says what the file is for: content of one kind does not open as that of another. Errc::unavailable without libsodium.
Result<std::string> seal_content(const SealKey& key, std::string_view kind, std::string_view content);
// Errc::denied: sealed with another key. Errc::invalid: not sealed, damaged, or of another kind.
Result<std::string> open_content(const SealKey& key, std::string_view kind, std::string_view sealed);

} // namespace asista::store
