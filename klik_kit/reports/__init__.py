"""Reports: the documented context of each template, and its rendering to HTML.

May not open the store or run notebooks.
"""
