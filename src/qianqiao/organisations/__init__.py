"""Organisations room."""
