"""The HTTP edge: wires that clients speak, turned into calls of the service. The only room that awaits."""
