"""From database rows to shapes, always through the policy."""
