"""From an untrusted file to rows: what it is, whether it is safe, where its header stands."""
