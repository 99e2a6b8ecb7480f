"""What lists take as parameters, and the condition that each parameter means."""
