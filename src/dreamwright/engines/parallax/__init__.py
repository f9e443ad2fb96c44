"""The parallax engine: a still picture brought to life under the plan's camera."""
