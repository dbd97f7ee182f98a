"""A clinic moves: backup and restore.

archive.py   a ZIP whose manifest names each member, its size and its SHA-256
backup.py    store and evidence at one moment, read back before it counts
restore.py   a new workspace from a backup, built beside and renamed
bundle.py    the current answers and their evidence as documented JSON, and their way into another store
"""
