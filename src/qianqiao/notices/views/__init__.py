"""Pages of what waits, what happened and how it is told."""
