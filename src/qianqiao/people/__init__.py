"""Who joins an organisation, in which roles, who lends and leaves; and whether the organisation is who it says it is."""
