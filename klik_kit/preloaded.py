"""Imported by the process that report processes are forked from."""

import signal
from contextlib import suppress

from klik_kit.worker import warm

signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the command, which ends its processes itself
with suppress(Exception):  # a cold start is slower, and tells what is wrong in the report it fails
    warm()
