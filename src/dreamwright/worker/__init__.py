"""Where the service's work meets the pixels."""
