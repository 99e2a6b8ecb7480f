"""Search room."""
