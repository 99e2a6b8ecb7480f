"""Demands room."""
