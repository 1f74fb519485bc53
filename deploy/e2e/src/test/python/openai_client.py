"""One stream and one tool call by the OpenAI SDK. Arguments: base URL, key, model. Prints JSON."""

import json
import sys

from openai import OpenAI

base_url, key, model = sys.argv[1:]
client = OpenAI(base_url=base_url, api_key=key, max_retries=0)
messages = [{"role": "user", "content": "Are the papers in order?"}]

text, usage = "", None
for chunk in client.chat.completions.create(
    model=model, messages=messages, max_tokens=100, stream=True, stream_options={"include_usage": True}
):
    text += "".join(choice.delta.content or "" for choice in chunk.choices)
    usage = chunk.usage or usage

weather = {
    "type": "function",
    "function": {
        "name": "weather",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}},
    },
}
answer = client.chat.completions.create(
    model=model, messages=messages, max_tokens=100, tools=[weather]
)
choice = answer.choices[0]
print(
    json.dumps(
        {
            "text": text,
            "output": usage.completion_tokens,
            "stop": choice.finish_reason,
            "tools": [
                [call.function.name, json.loads(call.function.arguments)]
                for call in choice.message.tool_calls
            ],
        }
    )
)
