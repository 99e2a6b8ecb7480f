"""Atom feeds of new offers and new demands."""
