"""Imported by the process that report processes are forked from."""

from klik_kit.worker import warm

warm()
