"""Pages of evidence: the seals, and who looked at whose data for which reason."""
