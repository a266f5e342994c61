"""Pages of privacy: one's own data, figures for everybody, reports of a breach, and what is deleted when."""
