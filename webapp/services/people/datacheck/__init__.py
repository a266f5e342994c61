"""The check of data on one day: what is wrong about people, heads, accounts and open steps, and what to do."""
