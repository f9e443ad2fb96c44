"""Words → Shot: a deterministic reader of prompts. Knows words and the plan, no engine and no file."""
