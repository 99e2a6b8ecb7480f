"""The files of the index: schema, places, reading, writing. Knows documents, not tables."""
