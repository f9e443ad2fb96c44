"""The parallax engine: a still picture, brought to life. Knows plans and pictures, no other engine."""
