"""Thin views: they gather context and choose a template."""
