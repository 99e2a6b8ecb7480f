"""Living records: confirmed in time, or retired with a reason, a notice and a way back."""
