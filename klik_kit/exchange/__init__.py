"""Excel, portal and JSON files in and out.

May not open the store: a file becomes drafts of records, and records become a file. What a draft
changes is decided by `klik_kit.importing`.
"""
