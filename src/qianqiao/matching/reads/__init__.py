"""Reads of runs, judgements, subscriptions and quality figures."""
