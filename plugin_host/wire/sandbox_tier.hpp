// How much stands between a plugin's process and the rest of the computer. The client chooses a tier by asking the kernel, the plugin
// host puts it in force and says what holds; both use the words of this file.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace asista {

enum class SandboxTier : std::uint8_t {
    none,      // too little: no plugin runs
    developer, // a build with sanitizers, which need what a sandbox forbids: limits only
    c,         // seccomp and namespaces
    b,         // seccomp and Landlock
    a,         // seccomp, Landlock and namespaces
};

constexpr bool uses_namespaces(SandboxTier tier) { return tier == SandboxTier::a || tier == SandboxTier::c; }
constexpr bool uses_landlock(SandboxTier tier) { return tier == SandboxTier::a || tier == SandboxTier::b; }

// "A", "B", "C", "none", "developer".
constexpr std::string_view tier_name(SandboxTier tier) {
    switch (tier) {
    case SandboxTier::none: return "none";
    case SandboxTier::developer: return "developer";
    case SandboxTier::c: return "C";
    case SandboxTier::b: return "B";
    case SandboxTier::a: return "A";
    }
    return "none";
}

// The tier a text begins with: "A", or "A NS+LL7+SC+RL" as the host says it.
constexpr std::optional<SandboxTier> parse_tier(std::string_view text) {
    text = text.substr(0, text.find(' '));
    for (const auto tier : {SandboxTier::none, SandboxTier::developer, SandboxTier::c, SandboxTier::b, SandboxTier::a})
        if (text == tier_name(tier)) return tier;
    return std::nullopt;
}

// What a plugin's own build with sanitizers may use of memory, as a multiple of the usual: what surrounds each block, and what was freed and
// is kept back, is counted with it.
inline constexpr int sanitizer_memory_times = 3;

// True in builds with sanitizers, of the client or of the host. There is no other way into the developer tier.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool developer_build = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
inline constexpr bool developer_build = true;
#else
inline constexpr bool developer_build = false;
#endif
#else
inline constexpr bool developer_build = false;
#endif

} // namespace asista
