"""Pages of the process owner's workshop."""
