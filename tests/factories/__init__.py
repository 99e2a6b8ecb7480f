"""Makes rows through the domain, so that a test starts from what a user could have done."""
