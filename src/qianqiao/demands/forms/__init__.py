"""Forms of a demand, one per step of its entry."""
