"""Imports room."""
