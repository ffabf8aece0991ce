"""Asks a server through the official client libraries, for official_clients_test.cpp.

Usage: ask.py FOLDER BASE      FOLDER: what `clients install` printed; BASE: http://127.0.0.1:PORT
One line of JSON in, one out. {"protocol": "anthropic" or "openai", "key", "retries", "body"}: the chat that `body` is, streamed; without a
body: the list of models. What comes back is what the library made of it: text, pieces, stop, calls, input, output, error.
Whatever the server sends is held against the library's own types (_strict_response_validation).
"""
import json
import os
import sys

folder, base = sys.argv[1:3]
sys.path.insert(0, folder)
# The libraries take keys, addresses, headers and proxies from there, too; nothing of the person's has anything to do with this.
for name in list(os.environ):
    if name.upper().startswith(("ANTHROPIC_", "OPENAI_", "OTEL_")) or name.upper().endswith("_PROXY"):
        del os.environ[name]

import anthropic  # noqa: E402
import openai  # noqa: E402
from openai.lib.streaming.chat import ChatCompletionStreamState  # noqa: E402


def client_for(ask):
    options = {"api_key": ask["key"], "max_retries": ask["retries"], "timeout": 60, "_strict_response_validation": True}
    if ask["protocol"] == "anthropic":
        return anthropic.Anthropic(base_url=base, **options)
    return openai.OpenAI(base_url=base + "/v1", **options)


def chat_with_anthropic(client, body, seen):
    del body["stream"]  # stream() says it
    with client.messages.stream(**body) as stream:
        for event in stream:
            if event.type == "text":
                seen["pieces"].append(event.text)
        message = stream.get_final_message()
    seen["text"] = "".join(block.text for block in message.content if block.type == "text")
    seen["calls"] = [
        {"id": block.id, "name": block.name, "arguments": block.input} for block in message.content if block.type == "tool_use"
    ]
    seen["stop"] = message.stop_reason
    seen["input"], seen["output"] = message.usage.input_tokens, message.usage.output_tokens


def chat_with_openai(client, body, seen):
    state = ChatCompletionStreamState()
    for chunk in client.chat.completions.create(**body):
        state.handle_chunk(chunk)
        seen["pieces"] += [choice.delta.content for choice in chunk.choices if choice.delta.content]
    whole = state.current_completion_snapshot
    message = whole.choices[0].message
    seen["text"] = message.content or ""
    seen["calls"] = [
        {"id": call.id, "name": call.function.name, "arguments": json.loads(call.function.arguments)}
        for call in message.tool_calls or []
    ]
    seen["stop"] = whole.choices[0].finish_reason
    seen["input"], seen["output"] = whole.usage.prompt_tokens, whole.usage.completion_tokens


def told(error):
    """An exception as the library raised it, with what it read out of the answer."""
    what = {"class": type(error).__name__, "is": [each.__name__ for each in type(error).__mro__], "words": str(error)}
    for name in ("status_code", "request_id", "type", "code", "error_code"):
        if getattr(error, name, None) is not None:
            what[name] = getattr(error, name)
    response = getattr(error, "response", None)
    if response is not None and "retry-after" in response.headers:
        what["retry_after"] = response.headers["retry-after"]
    return what


def answer(ask):
    seen = {"pieces": []}
    try:
        client = client_for(ask)
        if "body" not in ask:
            seen["models"] = sorted(model.id for model in client.models.list())
        elif ask["protocol"] == "anthropic":
            chat_with_anthropic(client, ask["body"], seen)
        else:
            chat_with_openai(client, ask["body"], seen)
    except Exception as error:  # whatever it is: the test looks at it
        seen["error"] = told(error)
    return seen


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
