"""The site in a real browser: every page, and the journeys of people."""
