"""The seal of a finished report: what it was made from, and a hash of the whole file.

May not know what a report shows. A page carries its seal in a ``meta`` element, a PDF in a comment
before its last lines; both tell by themselves whether they are whole and untouched.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

BLANK = "0" * 64
_NEAR = 1_000
_SEAL = re.compile(
    rb'(?:<meta name="klik-sidik" content="|\n%klik-sidik )([0-9a-f]{64}) ([0-9a-f]{64})(?:">|\nstartxref\n)'
)


def sealed(content: bytes) -> bytes:
    """The content with its own hash in place of the blank that its seal holds."""
    blank = BLANK.encode()
    return content.replace(blank, hashlib.sha256(content).hexdigest().encode(), 1)


def sealed_pdf(content: bytes, *, fingerprint: str) -> bytes:
    """A PDF with a seal; a comment there moves nothing that the file points to."""
    body, *end = content.rpartition(b"\nstartxref\n")
    mark = f"\n%klik-sidik {fingerprint} ".encode()
    blank = b"".join((body, mark, BLANK.encode(), *end))
    return b"".join((body, mark, hashlib.sha256(blank).hexdigest().encode(), *end))


def fingerprint_of(report: Path) -> str | None:
    """The fingerprint a finished report carries; None where there is no such file, or somebody changed it."""
    try:
        content = report.read_bytes()
    except OSError:
        return None
    found = _SEAL.search(content, 0, _NEAR) or _SEAL.search(content, max(0, len(content) - _NEAR))
    if found is None:
        return None
    whole = b"".join((content[: found.start(2)], BLANK.encode(), content[found.end(2) :]))
    return found.group(1).decode() if hashlib.sha256(whole).hexdigest().encode() == found.group(2) else None
