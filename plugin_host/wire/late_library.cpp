#include "wire/late_library.hpp"

#include <dlfcn.h>

namespace asista {

namespace {
const char* loader_reason() {
    const char* const reason = ::dlerror();
    return reason != nullptr ? reason : "no reason given";
}
} // namespace

Result<LateLibrary> LateLibrary::open(const char* file, const char* package) {
    // Lazy: of a large library few functions are used, and the caller waits.
    void* const handle = ::dlopen(file, RTLD_LAZY | RTLD_LOCAL);
    if (handle == nullptr) return fail(Errc::unavailable, "{} cannot be opened ({}); install {}", file, loader_reason(), package);
    return LateLibrary(handle, file);
}

Result<void*> LateLibrary::address_of(const char* name) const {
    ::dlerror();
    void* const address = ::dlsym(handle_, name);
    if (address == nullptr) return fail(Errc::unavailable, "{} lacks {} ({})", file_, name, loader_reason());
    return address;
}

} // namespace asista
