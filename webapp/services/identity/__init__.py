"""Who acts: accounts, sessions, factors, re-authentication for signatures, recovery."""
