// SHA-256 (FIPS 180-4): for the list of files in a pack, and for the token of the local endpoint.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace asista {

class Sha256 {
  public:
    void add(std::span<const std::byte> bytes);
    // 64 hexadecimal digits, lower case. Once; nothing may be added afterwards.
    std::string finish();

  private:
    void block(const std::byte* bytes);

    std::array<std::uint32_t, 8> state_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                        0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    std::array<std::byte, 64> partial_{};
    std::size_t filled_ = 0;
    std::uint64_t total_ = 0;
};

std::string sha256(std::span<const std::byte> bytes);

} // namespace asista
