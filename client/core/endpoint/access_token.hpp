// The token that a program shows to be let in. The client keeps its hash alone, so neither the profile nor a copy of it opens the door.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace asista::core {

inline constexpr std::size_t token_bytes = 32;

// As it is shown: 43 characters of base64url (RFC 4648, section 5, without padding), good in a header, a shell and a file. random: of the
// kernel, since nothing else makes it hard to guess. [any]
std::string token_text(std::span<const std::byte, token_bytes> random);

// What is kept of it: SHA-256 in hexadecimal digits. A slow hash would protect a secret that people choose; this one has 256 random bits. [any]
std::string token_hash(std::string_view token);
bool is_token_hash(std::string_view text);

// Whether the hashes are those of the same token. Takes as long whatever differs. [any]
bool same_hash(std::string_view a, std::string_view b);

} // namespace asista::core
