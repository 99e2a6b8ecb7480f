"""Learns from graded pairs how to weigh the engine's signals; without labels the untrained fusion serves."""
