"""Example cities: `kota_contoh` is a folder of files as a city would send them, `kota_besar` makes such files.

Both reach a database only through the import that a real city uses. Nothing here is needed in production.
"""
