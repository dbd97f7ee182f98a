"""``python -m klik_kit`` is ``klik``."""

from klik_kit.cli import main

main()
