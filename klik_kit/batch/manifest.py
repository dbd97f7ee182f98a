"""Class Manifest: what a batch made, and from what. May not make anything but the page that leads to it all."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from klik_kit import files
from klik_kit.reports.index import IndexLine, index_html
from klik_kit.reports.seal import fingerprint_of
from klik_kit.worker import Job, fingerprint_for

MANIFEST, INDEX = "manifest.json", "index.html"
REGION, REGION_GROUP = "DAERAH", "Daerah"
_ENTRY = frozenset({"title", "group", "files", "fingerprint", "as_of", "kind"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """How one report went: whether it was skipped, the seconds it took, and what went wrong.

    ``files`` is the SHA-256 of each of its files, by their names.
    """

    job: Job
    skipped: bool = False
    seconds: float = 0.0
    files: Mapping[str, str] = field(default_factory=dict)
    failure: str | None = None


class Manifest:
    """``manifest.json``: every report with its fingerprint, hash, seconds and what it was made with.

    It informs; whether a page is unchanged is told by the seal the page itself carries.
    """

    def __init__(self, out: Path, about: Mapping[str, str]) -> None:
        self._out = out
        self._about = dict(about)
        try:
            found = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
            self._reports = {name: entry for name, entry in found["reports"].items() if entry.keys() >= _ENTRY}
            self._index = str(found.get("index", ""))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            self._reports, self._index = {}, ""

    def unchanged(self, job: Job) -> dict[str, str]:
        """The hashes of a report's files that were made from just this, and that nobody touched, by their names."""
        finished = {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for name, path in job.files.items()
            if fingerprint_of(path) == fingerprint_for(name, job.fingerprint)
        }
        entry = self._reports.get(job.name, {})
        known = entry.get("fingerprint") == job.fingerprint and "failure" not in entry
        if finished and not (known and entry["files"].items() >= finished.items()):
            self._note(Result(job=job, files=finished))
        return finished

    def add(self, result: Result) -> None:
        """Note a result, at once: the next line may never be reached."""
        self._note(result)
        self.write()

    def _note(self, result: Result) -> None:
        job, before = result.job, self._reports.get(result.job.name, {})
        fingerprint = before.get("fingerprint", "") if result.failure is not None else job.fingerprint
        kept = before["files"] if before.get("fingerprint") == fingerprint else {}
        entry = {
            "title": job.title,
            "group": job.group,
            "files": dict(sorted({**kept, **result.files}.items())),
            "fingerprint": fingerprint,
            "seconds": round(result.seconds, 3),
            **self._about,
        }
        if result.failure is not None:
            entry["failure"] = result.failure
        self._reports[job.name] = entry

    def write_index(self) -> None:
        """Write the page that leads to every report, and to the cards of those that failed, where it changed."""
        entries = [
            IndexLine(
                title=str(entry["title"]).rpartition(" · ")[0] or name,
                group=str(entry["group"]),
                files=(f"{name}.gagal.html",) if "failure" in entry else tuple(entry["files"]),
                failure=str(entry.get("failure", "")),
                as_of=str(entry["as_of"]),
                kind=str(entry["kind"]),
            )
            for name, entry in sorted(self._reports.items(), key=lambda e: (e[0] != REGION, str(e[1]["group"]), e[0]))
        ]
        state = hashlib.sha256(repr([entries, self._about["machinery"]]).encode()).hexdigest()
        if state != self._index or not (self._out / INDEX).is_file():
            files.write_text(self._out / INDEX, index_html(entries))
            self._index = state

    def write(self) -> None:
        """Write the file whole."""
        document = {"index": self._index, "reports": dict(sorted(self._reports.items()))}
        files.write_text(self._out / MANIFEST, json.dumps(document, ensure_ascii=False, indent=1) + "\n")
