"""Page shell, navigation, component kit and start pages."""
