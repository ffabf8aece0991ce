// Anthropic's Messages API. See protocol.hpp for what the functions mean.
#pragma once

#include "services/ai/hosted/protocol.hpp"

namespace asista::services::ai::anthropic {

HttpCall chat_call(const Endpoint& endpoint, const ChatRequest& request);
HttpCall models_call(const Endpoint& endpoint);
std::unique_ptr<AnswerReader> make_reader(const Endpoint& endpoint, const ChatRequest& request);

} // namespace asista::services::ai::anthropic
