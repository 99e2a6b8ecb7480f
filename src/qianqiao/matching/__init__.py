"""Matching room."""
