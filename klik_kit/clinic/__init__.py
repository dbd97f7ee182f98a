"""The clinic's own counters: the coach's sessions, the five stages, the class board, reviews and the year.

Opened from JupyterLab's workbooks and from the forms' server alike. May not widen anybody's rights:
what is read and written is asked of the person's `Reach`, as on every page.
"""
