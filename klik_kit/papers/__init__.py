"""Papers on the region's letterhead, made from what is stored now: who may have which, and what stands in it.

May not invent: what is not stored stays a marked blank, and a date of signing is always left to who signs.
"""
