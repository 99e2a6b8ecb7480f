"""A model as a file and its card as text."""
