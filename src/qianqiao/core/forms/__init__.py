"""Form fields that records of several rooms share."""
