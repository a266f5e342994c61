"""What those who run the machines rely on: backups, probes, logs, figures, stops, upgrades."""
