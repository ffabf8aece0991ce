// What the hostile library knows how to try. Each attack is one function: it does the deed by the shortest way, a bare kernel call where
// there is one, and says what came of it. Nothing here is careful, hidden or polite; it is what a person must be safe from.
#pragma once

#include <nlohmann/json.hpp>

#include <cerrno>
#include <cstdint>
#include <string>
#include <sys/syscall.h>
#include <unistd.h>
#include <vector>

namespace hostile {

using Json = nlohmann::json;

struct Outcome {
    bool done = false;  // the attack got what it was after
    int error = 0;      // errno of the refusal
    std::string detail; // what was seen
};

// done when the kernel said yes.
inline Outcome of(long result, std::string detail = {}) { return {result >= 0, result >= 0 ? 0 : errno, std::move(detail)}; }
inline Outcome refused() { return {false, errno, {}}; }
template <class... Arguments> Outcome call(long number, Arguments... arguments) { return of(::syscall(number, arguments...)); }

struct Attack {
    const char* name;
    Outcome (*run)(const Json& arguments);
};
std::vector<Attack> file_attacks();
std::vector<Attack> network_attacks();
std::vector<Attack> process_attacks();
std::vector<Attack> kernel_attacks();
std::vector<Attack> memory_attacks();
std::vector<Attack> area_attacks();
std::vector<Attack> channel_attacks();
std::vector<Attack> ending_attacks();

// Runs one and returns {"done", "error", "detail"}: error is errno's name.
Json run_attack(const std::string& name, const Json& arguments);

inline std::string text(const Json& arguments, const char* key) { return arguments.value(key, std::string()); }
inline int number(const Json& arguments, const char* key) { return arguments.value(key, 0); }

// The shared areas as this process has them mapped; null before the first frame.
struct Areas {
    volatile std::uint32_t* frame = nullptr;
    const volatile std::uint32_t* input = nullptr;
};
inline Areas areas;
// Looks for them on the stack above `stack`, an address in a function that draws: the host keeps both there.
Areas find_areas(void* stack);

} // namespace hostile
