"""Catalogue room."""
