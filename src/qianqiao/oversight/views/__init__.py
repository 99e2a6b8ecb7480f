"""Pages of one's own data and of the log."""
