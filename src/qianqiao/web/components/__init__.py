"""The component kit: one small function and one small template for each part."""
