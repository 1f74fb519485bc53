"""One stream, one tool call and one count of tokens by the Anthropic SDK. Arguments: base URL, key, model. Prints JSON."""

import json
import sys

from anthropic import Anthropic

base_url, key, model = sys.argv[1:]
client = Anthropic(base_url=base_url, api_key=key, max_retries=0)
messages = [{"role": "user", "content": "Are the papers in order?"}]

with client.messages.stream(model=model, messages=messages, max_tokens=100) as stream:
    text = "".join(stream.text_stream)
    streamed = stream.get_final_message()

weather = {
    "name": "weather",
    "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}},
}
answer = client.messages.create(model=model, messages=messages, max_tokens=100, tools=[weather])
counted = client.messages.count_tokens(model=model, messages=messages)
print(
    json.dumps(
        {
            "text": text,
            "output": streamed.usage.output_tokens,
            "stop": answer.stop_reason,
            "counted": counted.input_tokens,
            "tools": [
                [block.name, block.input] for block in answer.content if block.type == "tool_use"
            ],
        }
    )
)
