"""A colleague looks at a record before it is published."""
