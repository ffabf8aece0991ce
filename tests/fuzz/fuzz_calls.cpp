// The bytes of every request and reply: the first byte chooses the message. What a decoder accepts must come back the same when it is
// written again, or the two sides would understand it differently.
#include "wire/calls.hpp"

#include <cmath>
#include <cstdint>
#include <cstdlib>

using namespace asista;

namespace {
template <class T> void check(std::span<const std::byte> bytes) {
    const auto value = wire::decode<T>(bytes);
    if (!value) return;
    const wire::Bytes again = wire::encode(*value);
    if (again.size() != bytes.size() || !std::equal(again.begin(), again.end(), bytes.begin())) std::abort();
}
template <class... Calls> void check_one(calls::List<Calls...>, unsigned which, std::span<const std::byte> bytes) {
    unsigned number = 0;
    const auto attempt = [&]<class Call>() {
        if (number++ == which) check<typename Call::Request>(bytes);
        if (number++ == which) check<typename Call::Reply>(bytes);
    };
    (attempt.template operator()<Calls>(), ...);
}
} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const auto bytes = std::as_bytes(std::span(data + 1, size - 1));
    check_one(calls::AllCalls{}, data[0], bytes);
    check_one(calls::AllOrders{}, data[0], bytes);
    check_one(calls::AllReports{}, data[0], bytes);
    return 0;
}
