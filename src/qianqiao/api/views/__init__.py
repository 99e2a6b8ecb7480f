"""Pages of the interface for people."""
