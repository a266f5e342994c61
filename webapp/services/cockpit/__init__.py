"""The owner's cockpit: times and variants, what failed and its repair, acts on many cases, event logs."""
