"""The pictures of the user guides, made anew by `python -m docs.screenshots` (`make docs`).

An example city of its own lives through one year: the planning of one SKP on the pages, the rest of the year by the
verbs of the tests, with the clock in the city's hand. What a guide shows is therefore what Lakon does today. Needs a
Chromium; writes nothing but `docs/panduan/gambar/*.png`.
"""
