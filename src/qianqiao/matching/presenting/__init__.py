"""Stored matches told to a reader: candidates by policy, cards, rows of a workbook."""
