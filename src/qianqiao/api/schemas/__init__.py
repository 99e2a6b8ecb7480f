"""Shapes of the answers: built from each record's field list, so that a field is described once."""
