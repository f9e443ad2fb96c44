"""What stands before every route, one ASGI middleware a file: origin, size, rate, headers, request id."""
