"""Tags of match pages."""
