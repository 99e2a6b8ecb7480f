"""From a first word of interest to money received: cases between a demand side and an offer side, with clocks."""
