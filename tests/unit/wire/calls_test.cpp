// The list of calls: numbers and names that nothing else may take, and every message through bytes.
#include "wire/calls.hpp"

#include <doctest/doctest.h>
#include <map>
#include <random>
#include <set>

using namespace asista;

namespace {
template <class... Ts, class F> void for_each(calls::List<Ts...>, F&& f) { (f.template operator()<Ts>(), ...); }
} // namespace

TEST_CASE("call numbers and names are unique, and orders stay apart from calls") {
    std::map<calls::CallId, std::string_view> numbers;
    std::set<std::string_view> names;
    const auto add = [&]<class Call>() {
        CAPTURE(Call::name);
        CHECK(numbers.emplace(Call::id, Call::name).second);
        CHECK(names.insert(Call::name).second);
        CHECK(Call::name.find('.') != std::string_view::npos);
    };
    for_each(calls::AllCalls{}, add);
    for (const auto& [number, name] : numbers) CHECK(number < 0x1000);
    const std::size_t calls_alone = numbers.size();
    for_each(calls::AllOrders{}, add);
    for_each(calls::AllReports{}, add);
    CHECK(calls_alone >= 50);
    for_each(calls::AllOrders{}, []<class Order>() { CHECK(Order::id >= 0x1000); });
    for_each(calls::AllReports{}, []<class Report>() { CHECK(Report::id >= 0x1100); });
}

TEST_CASE("an empty request and reply of every message survives the wire") {
    const auto round = []<class Call>() {
        CAPTURE(Call::name);
        const typename Call::Request request{};
        const typename Call::Reply reply{};
        CHECK(wire::decode<typename Call::Request>(wire::encode(request)));
        CHECK(wire::decode<typename Call::Reply>(wire::encode(reply)));
    };
    for_each(calls::AllCalls{}, round);
    for_each(calls::AllOrders{}, round);
    for_each(calls::AllReports{}, round);
}

TEST_CASE("bytes at random never crash a decoder, and what it accepts it writes back the same") {
    std::mt19937 random(20240601);
    std::size_t accepted = 0;
    for (int i = 0; i < 300; ++i) {
        wire::Bytes bytes(random() % 64);
        for (auto& byte : bytes) byte = static_cast<std::byte>(random() % 4 == 0 ? random() % 256 : random() % 2);
        const auto attempt = [&]<class Call>() {
            if (const auto request = wire::decode<typename Call::Request>(bytes)) {
                ++accepted;
                CHECK(wire::encode(*request) == bytes);
            }
        };
        for_each(calls::AllCalls{}, attempt);
        for_each(calls::AllOrders{}, attempt);
        for_each(calls::AllReports{}, attempt);
    }
    CHECK(accepted > 50);
}
