// libsodium, opened with the first passphrase. Private to store.
#pragma once

#include "wire/late_library.hpp"

#include <sodium.h>

// What is used of it.
#define ASISTA_SODIUM_FUNCTIONS(each)                                                                                            \
    each(sodium_, init) each(sodium_, free) each(sodium_, malloc) each(sodium_, memzero) each(, randombytes_buf)                 \
        each(, crypto_pwhash) each(crypto_aead_xchacha20poly1305_ietf_, decrypt)                                                 \
            each(crypto_aead_xchacha20poly1305_ietf_, encrypt) each(crypto_aead_xchacha20poly1305_ietf_, decrypt_detached)       \
                each(crypto_aead_xchacha20poly1305_ietf_, encrypt_detached)

namespace asista::store {

ASISTA_LATE_LIBRARY(SodiumLibrary, ASISTA_SODIUM_FUNCTIONS)

// Opened and initialised; the same for the whole run. Errc::unavailable when it is not installed.
Result<const SodiumLibrary*> sodium();

} // namespace asista::store
