"""The kernel: workflow runner, outbox, jobs, audit, policy, clock, money, versioned rules. No business nouns."""
