"""Pages of the search room: lists, completions, exports, saved searches."""
