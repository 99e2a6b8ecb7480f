"""Match pages."""
