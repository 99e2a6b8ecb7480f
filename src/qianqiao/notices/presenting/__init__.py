"""What waits and what happened, told for pages and mails."""
