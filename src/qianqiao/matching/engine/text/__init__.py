"""From raw text to comparable features: cleaning, script, language, n-grams, terms, quantities."""
