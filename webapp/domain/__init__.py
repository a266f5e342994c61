"""The rules of the SKP cycle as plain functions and values.

This room may use the standard library only: no clock, no session, no input or output. Names are the
regulation's own words; rules return every violation they find and never stop at the first. What differs by
year or by region is a parameter here; its value lives in the rule sets.
"""
