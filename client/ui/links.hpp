// Addresses that people write into texts: which of them may be opened, and what has to be said before. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace asista::ui {

// What may be opened of what somebody wrote as an address: http, https, and mailto with recipients, a subject and a text. Letters beyond ASCII
// come back percent-encoded, as browsers send them. Nothing for all else: other schemes, control characters and blanks, more than 2,048
// bytes, a name before the host ("https://bank.example@evil.example"), hosts in anything but ASCII (letters of other alphabets that look
// like Latin ones; the "xn--" form is taken), and mail that would attach files.
std::optional<std::string> openable_address(std::string_view written);

// Host of an http or https address that openable_address() gave, in lower case; empty for mail.
std::string host_of(std::string_view address);

// Whether `text` reads as an address itself, but of another host than where it leads: "www.bank.example" that opens evil.example.
bool reads_as_another_host(std::string_view text, std::string_view address);

} // namespace asista::ui
