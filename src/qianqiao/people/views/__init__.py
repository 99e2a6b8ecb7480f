"""Pages of members, invitations, loans, verification and roles."""
