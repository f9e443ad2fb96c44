"""The land: height, drainage and loose ground of every place. Knows no camera, light or pixel."""
