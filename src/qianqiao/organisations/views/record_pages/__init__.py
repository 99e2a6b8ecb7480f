"""What the pages of all records share: addresses, facts, steps, quality, linked data."""
