// How a service call of the C++ layer answers: Expected<T>, either a value or an Error with a code and a sentence.
#pragma once

#include "../plugin.h"

#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace asista {
inline namespace sdk {

// What went wrong, as far as a program can act on it; see asista_status.
enum class Errc : asista_status {
    invalid = ASISTA_INVALID,
    not_found = ASISTA_NOT_FOUND,
    denied = ASISTA_DENIED,
    unavailable = ASISTA_UNAVAILABLE,
    over_limit = ASISTA_OVER_LIMIT,
    busy = ASISTA_BUSY,
    timed_out = ASISTA_TIMED_OUT,
    cancelled = ASISTA_CANCELLED,
    io = ASISTA_IO,
    unsupported = ASISTA_UNSUPPORTED,
    internal = ASISTA_INTERNAL,
};

struct Error {
    Errc code = Errc::internal;
    std::string message; // lower case, names thing and reason
};

// Thrown by Expected::value() on an error, and by a plugin's own code to say why a hook, command or method fails. It is caught at
// the border; the sentence reaches the user and the log.
class Failure : public std::exception {
  public:
    explicit Failure(Error error) : error_(std::move(error)) {}
    Failure(Errc code, std::string message) : error_{code, std::move(message)} {}
    explicit Failure(std::string message) : error_{Errc::internal, std::move(message)} {}
    const char* what() const noexcept override { return error_.message.c_str(); }
    const Error& error() const { return error_; }

  private:
    Error error_;
};

// A T, or why there is none. Test it like a pointer: `if (auto tasks = this->tasks().list()) use(*tasks);`
template <class T> class [[nodiscard]] Expected {
  public:
    Expected(T value) : state_(std::in_place_index<0>, std::move(value)) {}
    Expected(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

    explicit operator bool() const { return state_.index() == 0; }
    bool has_value() const { return state_.index() == 0; }

    // Only while it holds a value.
    T& operator*() & { return *std::get_if<0>(&state_); }
    const T& operator*() const& { return *std::get_if<0>(&state_); }
    T&& operator*() && { return std::move(*std::get_if<0>(&state_)); }
    T* operator->() { return std::get_if<0>(&state_); }
    const T* operator->() const { return std::get_if<0>(&state_); }

    // The value; throws Failure when there is none.
    T& value() & { return check(), **this; }
    T&& value() && { return check(), std::move(**this); }
    template <class U> T value_or(U&& other) const& { return *this ? **this : static_cast<T>(std::forward<U>(other)); }
    template <class U> T value_or(U&& other) && { return *this ? std::move(**this) : static_cast<T>(std::forward<U>(other)); }

    // Only while it holds an error.
    const Error& error() const { return *std::get_if<1>(&state_); }

  private:
    void check() const {
        if (!*this) throw Failure(error());
    }
    std::variant<T, Error> state_;
};

template <> class [[nodiscard]] Expected<void> {
  public:
    Expected() = default;
    Expected(Error error) : error_(std::move(error)) {}

    explicit operator bool() const { return !error_; }
    bool has_value() const { return !error_; }
    void value() const {
        if (error_) throw Failure(*error_);
    }
    const Error& error() const { return *error_; }

  private:
    std::optional<Error> error_;
};

namespace detail {

inline asista_string borrow(std::string_view text) { return {text.data(), text.size()}; }
inline std::string_view view(asista_string text) {
    return text.size == 0 ? std::string_view{} : std::string_view{text.data, text.size};
}
inline std::string copy(asista_string text) { return std::string(view(text)); }

} // namespace detail
} // namespace sdk
} // namespace asista
