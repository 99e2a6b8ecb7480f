"""From the cells of a row to typed values, each refusal with its cell, its reason and its cure."""
