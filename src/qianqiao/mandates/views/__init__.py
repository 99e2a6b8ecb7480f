"""The pages of mandates."""
