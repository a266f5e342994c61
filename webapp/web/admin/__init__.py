"""Pages of the agency's admins and of those who manage performance in an OPD."""
