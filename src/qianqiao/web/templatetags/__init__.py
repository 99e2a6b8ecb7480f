"""Template libraries: `components` (the kit) and `formats` (how values are written)."""
