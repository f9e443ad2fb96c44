"""What users bring: pictures and films, kept once by their content, however they come."""
