"""Lakon: the yearly performance cycle of civil servants, run from diagrams.

This file is empty on purpose: whoever needs one room loads that room and nothing else. `web.app` makes the web
application, `cli` is the command, `jobs` the worker.
"""
