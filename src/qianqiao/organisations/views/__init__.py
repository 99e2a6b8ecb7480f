"""Pages of organisations, and what the pages of every record share (`record_pages`)."""
