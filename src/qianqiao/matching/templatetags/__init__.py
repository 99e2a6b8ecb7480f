"""Template filters of the matching room."""
