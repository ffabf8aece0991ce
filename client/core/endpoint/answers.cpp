#include "core/endpoint/answers.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace asista::core {

Answer result_answer(std::string_view json) { return {200, fmt::format("{{\"result\":{}}}\n", json)}; }

Answer error_answer(int status, std::string_view code, std::string_view sentence) {
    using Json = nlohmann::ordered_json;
    const Json body{{"error", {{"code", std::string(code)}, {"message", std::string(sentence)}}}};
    return {status, body.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n"};
}

} // namespace asista::core
