"""Pages of signing in and out, of one's own security, and of recovery; and the session of each request."""
