"""Quantified indicators: reading, units, and whether an offer meets what a demand requires."""
