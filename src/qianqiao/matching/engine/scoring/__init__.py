"""From signals to a score: limits, structured fit, fusion, calibration."""
