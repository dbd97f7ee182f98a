"""The pure core: standard library only; no clock, no files, no network.

Time and identifiers come in as arguments. Nothing here knows of a database, a notebook, a browser
or a spreadsheet; all of them may use what is here.
"""
