"""Ways out of the house: addresses that may be called, robots' forms and signatures, one careful request."""
