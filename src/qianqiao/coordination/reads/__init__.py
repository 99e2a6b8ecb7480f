"""Reads of the room: the funnel from rows, the same from the log, and the rows behind a figure."""
