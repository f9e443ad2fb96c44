"""The command line, one file per command group; loads no renderer when it starts."""
