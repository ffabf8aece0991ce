// The C headers as C++17: for authors whose own C++ layer is older than ours. Compiling it is the test.
#include "abi_pins.h"

#include <type_traits>

#define PIN(type, size)                                                                                                          \
    static_assert(sizeof(type) == (size), "size of " #type " is not " #size);                                                    \
    static_assert(std::is_trivially_copyable_v<type> && std::is_standard_layout_v<type>, #type " is not plain data");
ASISTA_PINNED(PIN)

bool uses_the_macros(const asista_host_ui* ui) { return ASISTA_HAS(ui, open_url) && ASISTA_STR("four").size == 4; }
