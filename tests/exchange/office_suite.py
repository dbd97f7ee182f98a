"""LibreOffice, as the office that opens our sheets: every cell it shows, read from what it saves as text."""

from __future__ import annotations

import csv
import shutil
import subprocess
import zipfile
from collections.abc import Iterable
from pathlib import Path

from defusedxml.ElementTree import fromstring

_ALL_SHEETS = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"


def shown(folder: Path, files: Iterable[Path]) -> dict[str, dict[str, list[list[str]]]]:
    """The cells of each sheet of each file as LibreOffice shows them, by the file's stem and the sheet's name.

    Args:
        folder: an empty one, for its profile and what it writes.
        files: the .xlsx files, opened by one LibreOffice.
    """
    office = shutil.which("soffice")
    assert office, "Debian's package libreoffice-calc is needed: sudo apt-get install libreoffice-calc"
    profile = f"-env:UserInstallation={(folder / 'profil').as_uri()}"
    found: dict[str, dict[str, list[list[str]]]] = {}
    given = list(files)
    subprocess.run(
        [office, profile, "--headless", "--convert-to", _ALL_SHEETS, "--outdir", str(folder), *map(str, given)],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    for file in given:
        for path in sorted(folder.glob(f"{file.stem}-*.csv")):
            with path.open(encoding="utf-8", newline="") as opened:
                rows = list(csv.reader(opened))
            found.setdefault(file.stem, {})[path.stem.removeprefix(f"{file.stem}-")] = rows
    return found


def parts(file: Path) -> dict[str, bytes]:
    """The parts of an .xlsx file; each that is XML was read as XML."""
    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        found = {name: archive.read(name) for name in archive.namelist()}
    for name, content in found.items():
        if name.endswith((".xml", ".rels")):
            fromstring(content)
    return found
