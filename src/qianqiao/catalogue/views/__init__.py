"""Pages of achievements, patents and experts."""
