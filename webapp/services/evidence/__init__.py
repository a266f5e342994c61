"""Evidence of integrity: seals and where they go, exports, checks and their alarms, and who read whose data."""
