"""Catalogues of the interface, one folder per language; the msgid is Indonesian, and Indonesian needs no catalogue.

`extract` tells Babel where our own kinds of text stand. `make translations` brings the catalogues up to date with the
sources; the compiled ones are built, not kept.
"""
