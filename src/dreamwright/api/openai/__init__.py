"""The shape of OpenAI's video API under `/v1/videos`, so that its clients work."""
