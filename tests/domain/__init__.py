"""Tests of the domain's rules; one file for each module of the room."""
