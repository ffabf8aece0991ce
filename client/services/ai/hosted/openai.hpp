// OpenAI's chat completions and the servers that speak like it. See protocol.hpp for what the functions mean.
#pragma once

#include "services/ai/hosted/protocol.hpp"

namespace asista::services::ai::openai {

HttpCall chat_call(const Endpoint& endpoint, const ChatRequest& request, const Lacks& lacks);
HttpCall models_call(const Endpoint& endpoint);
std::unique_ptr<AnswerReader> make_reader(const Endpoint& endpoint);

} // namespace asista::services::ai::openai
