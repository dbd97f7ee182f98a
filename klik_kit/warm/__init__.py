"""One preloaded process that others are forked from.

It holds no secret, no connection and no user data. May not know what runs in the forked processes:
functions are named by text and looked up there.
"""
