"""How cases are told: sentences, rows, files."""
