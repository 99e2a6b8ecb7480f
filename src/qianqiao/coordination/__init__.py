"""The funnel from what is listed to money received, counted from rows and again from the log."""
