"""From labels to a model: who is held out, what is learned, how good it is on demands it had not seen."""
