// What the endpoint says, whatever is asked: a status and a body of JSON. What went wrong is a code for programs and a sentence for people,
// all of them written here, so that no path, no SQL and no plugin's words go out by accident.
#pragma once

#include <string>
#include <string_view>

namespace asista::core {

struct Answer {
    int status = 200;
    std::string body;
};

// {"result": VALUE}; json: one JSON value. [any]
Answer result_answer(std::string_view json);

// {"error": {"code": CODE, "message": SENTENCE}}. Both are constants or made of numbers and what the caller sent, and plain text. [any]
Answer error_answer(int status, std::string_view code, std::string_view sentence);

} // namespace asista::core
