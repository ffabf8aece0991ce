#include "store/sealed_content.hpp"

#include "store/sodium_library.hpp"

#include <algorithm>
#include <cstring>

namespace asista::store {
namespace {

constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
                      tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t begin = seal_header_bytes + nonce_bytes;

unsigned char* raw(char* at) { return reinterpret_cast<unsigned char*>(at); }
const unsigned char* raw(const char* at) { return reinterpret_cast<const unsigned char*>(at); }

// What is bound to the content. Blocks of databases are bound to bytes of another length, so neither passes for the other.
std::string bound_to(std::string_view kind) { return "Asista sealed content 1\n" + std::string(kind); }

SealHeader header_of(std::string_view bytes) {
    SealHeader header{};
    std::memcpy(header.data(), bytes.data(), std::min(bytes.size(), header.size()));
    return header;
}

} // namespace

bool is_sealed_content(std::string_view bytes) { return is_seal(header_of(bytes)); }

Result<std::string> seal_content(const SealKey& key, std::string_view kind, std::string_view content) {
    const auto& lib = *TRY(sodium());
    std::string sealed(begin + content.size() + tag_bytes, '\0');
    std::memcpy(sealed.data(), key.header().data(), seal_header_bytes);
    lib.randombytes_buf(sealed.data() + seal_header_bytes, nonce_bytes);
    const auto bound = bound_to(kind);
    unsigned long long length = 0;
    lib.encrypt(raw(sealed.data() + begin), &length, raw(content.data()), content.size(), raw(bound.data()), bound.size(),
                nullptr, raw(sealed.data() + seal_header_bytes), key.bytes().data());
    return sealed;
}

Result<std::string> open_content(const SealKey& key, std::string_view kind, std::string_view sealed) {
    const auto header = header_of(sealed);
    if (!is_seal(header) || sealed.size() < begin + tag_bytes) return fail(Errc::invalid, "it is not encrypted as a whole");
    if (!key.opens(header)) return fail(Errc::denied, "it is encrypted with another key");
    const auto& lib = *TRY(sodium());
    std::string content(sealed.size() - begin - tag_bytes, '\0');
    const auto bound = bound_to(kind);
    unsigned long long length = 0;
    if (lib.decrypt(raw(content.data()), &length, nullptr, raw(sealed.data() + begin), sealed.size() - begin, raw(bound.data()),
                    bound.size(), raw(sealed.data() + seal_header_bytes), key.bytes().data()) != 0)
        return fail(Errc::invalid, "it was changed or damaged since it was encrypted");
    return content;
}

} // namespace asista::store
