// Text that is wiped from memory when it is done with: an API's key, a password.
#pragma once

#include <cstring>
#include <string>
#include <string_view>
#include <utility>

namespace asista::services {

// Overwrites all that the string has room for, and empties it. [any]
inline void wipe(std::string& text) {
    text.resize(text.capacity());
    ::explicit_bzero(text.data(), text.size());
    text.clear();
}

// Moved, never copied unless asked to; what it was moved from is wiped too. A copy that a library makes of it (JSON, D-Bus) is beyond its reach.
class SecretText {
  public:
    SecretText() = default;
    explicit SecretText(std::string&& text) noexcept : text_(std::move(text)) {
        wipe(text);
    } // a short text stays behind otherwise
    explicit SecretText(std::string_view text) : text_(text) {}
    SecretText(SecretText&& other) noexcept : text_(std::move(other.text_)) { wipe(other.text_); }
    SecretText& operator=(SecretText&& other) noexcept {
        if (this == &other) return *this;
        wipe(text_);
        text_ = std::move(other.text_);
        wipe(other.text_);
        return *this;
    }
    SecretText(const SecretText&) = delete;
    SecretText& operator=(const SecretText&) = delete;
    ~SecretText() { wipe(text_); }

    std::string_view view() const { return text_; }

  private:
    std::string text_;
};

} // namespace asista::services
