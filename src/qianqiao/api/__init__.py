"""Api room: the read interface v1 and the Atom feeds."""
