"""Tests of the official documents: what they say, how they keep, how they bear hostile or huge data."""
