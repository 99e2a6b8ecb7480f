"""Template library of this room."""
