"""Execution: the action plan, the sheets of months with their evidence, and the leader's board of a month."""
