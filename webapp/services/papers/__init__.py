"""Sheets beside the SKP: what each of them prints, who may have it, and how the official ones are issued.

`evaluation`, `objections`, `credit`, `coaching`, `planning` put the values of a form in its order; `issuing` draws and
keeps; `copies` hands out what is printed on request.
"""
