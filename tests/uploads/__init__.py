"""Hostile uploads, and the doors through which people hand files in."""
