"""Papers as Word files and pages to print: filling a template, and telling what is wrong with one.

May not read the store: a paper is built by its caller from plain values. Nothing is made up here: what is
not known is a marked blank. What people typed stays text.
"""
