"""A clinic's workspace: a folder with ``klik.toml``, its store, and places for evidence and reports.

May not import or score files by itself; it joins the store, the content and the core's values.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from klik_kit.content import load_edition
from klik_kit.core.portfolio import Portfolio, portfolio_of
from klik_kit.core.records import Change, Record, RecordKey
from klik_kit.core.region import (
    Event,
    Official,
    OfficialResult,
    Region,
    Unit,
    event_of,
    goal_of,
    official_of,
    region_of,
    result_of,
    unit_of,
)
from klik_kit.core.rubric import Edition
from klik_kit.errors import WorkspaceError
from klik_kit.exporting import write_settings
from klik_kit.files import reason

if TYPE_CHECKING:
    from klik_kit.store import Store

CONFIG = "klik.toml"
DATABASE = "klik.db"
EVIDENCE, REPORTS, BACKUPS = "bukti", "laporan", "cadangan"
SERVICES = "layanan"
"""Where running servers tell how they are."""
SETTINGS = "Pengaturan.xlsx"
WORKSPACE_VARIABLE, ACCOUNT_VARIABLE = "KLIK_RUANG_KERJA", "KLIK_AKUN"
"""In the environment of the kernels of ``klik lab``; the forms' server takes the second out of its own."""
MOST_EMBLEM = 2 * 1024 * 1024
DEFAULT_EDITION = "iid-2026"
_SCHEMA = 1
_CLAIM = ".klik-membuat"
_REGION = RecordKey(id="daerah", kind="daerah")


@dataclass(frozen=True, kw_only=True)
class Workspace:
    """An open workspace; close it, or use it in a ``with`` statement."""

    folder: Path
    store: Store

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.store.close()

    @cached_property
    def region(self) -> Region:
        """The region's settings."""
        return region_of(next(iter(self.store.list("daerah")), None))

    @cached_property
    def units(self) -> dict[str, Unit]:
        """All units by code."""
        return {unit.code: unit for unit in map(unit_of, self.store.list("unit"))}

    def unit(self, code: str) -> Unit:
        """The unit with this code.

        Raises:
            WorkspaceError: there is none; names the similar ones.
        """
        if code not in self.units:
            near = get_close_matches(code.upper(), self.units, n=5, cutoff=0.4)
            hint = f"Mungkin: {', '.join(near)}." if near else "Isi lembar Unit pada Pengaturan.xlsx."
            raise WorkspaceError(f"Unit {code!r} tidak ada di ruang kerja ini. {hint}")
        return self.units[code]

    @property
    def officials(self) -> tuple[Official, ...]:
        """Who signs and who coaches."""
        return tuple(map(official_of, self.store.list("pejabat")))

    @property
    def events(self) -> tuple[Event, ...]:
        """The year's dates."""
        return tuple(map(event_of, self.store.list("agenda")))

    @property
    def goals(self) -> tuple[str, ...]:
        """The goals of the region's RPJMD, each with its indicator where it has one."""
        return tuple(map(goal_of, self.store.list("sasaran")))

    @property
    def results(self) -> tuple[OfficialResult, ...]:
        """The ministry's results, oldest first."""
        return tuple(sorted(map(result_of, self.store.list("hasil_resmi")), key=lambda r: r.year))

    @property
    def emblem(self) -> bytes:
        """The picture for letterheads that the settings name, from this folder; empty where none is named.

        Raises:
            WorkspaceError: the named file is not there, is too large, or is no PNG or JPEG.
        """
        name = self.region.emblem
        if not name:
            return b""
        path = self.folder / name
        try:
            if path.resolve().parent != self.folder.resolve() or path.stat().st_size > MOST_EMBLEM:
                raise WorkspaceError(
                    f"Lambang {name!r} harus berada langsung di folder ruang kerja, paling besar 2 MB."
                )
            picture = path.read_bytes()
        except (OSError, ValueError) as error:
            raise WorkspaceError(f"Lambang {name!r} tidak dapat dibaca dari folder ruang kerja.") from error
        if not picture.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
            raise WorkspaceError(f"Lambang {name!r} bukan gambar PNG atau JPEG.")
        return picture

    @property
    def reports(self) -> Path:
        """The folder of finished reports."""
        return self.folder / REPORTS

    def edition(self, edition_id: str | None = None) -> Edition:
        """The edition asked for, else the one the region has set.

        Raises:
            KlikError: no edition has this id.
        """
        return load_edition(edition_id or self.region.edition or DEFAULT_EDITION)

    def portfolio(self, edition: Edition, *, unit: str | None = None) -> Portfolio:
        """Everything the index is made of under an edition; of one unit where it is given."""
        return portfolio_of(
            edition.id,
            profiles=self.store.list("inovasi", unit=unit),
            assessments=self.store.list("penilaian", unit=unit, edition=edition.id),
            spd=self.spd(edition),
        )

    def spd(self, edition: Edition) -> Record | None:
        """The record of the region's own rows, None where nothing was answered yet."""
        return next(iter(self.store.list("spd", edition=edition.id)), None)


def find_workspace(start: Path) -> Path:
    """The workspace that a folder is, or is in.

    Raises:
        WorkspaceError: there is no such folder, or neither it nor one above it holds ``klik.toml``.
    """
    try:
        start = start.absolute()
        if not start.exists():  # a misspelt name must not mean the workspace one happens to be in
            raise WorkspaceError(f"Folder {start} tidak ada. Periksa --ruang-kerja.")
        for folder in (start, *start.parents):
            if (folder / CONFIG).is_file():
                return folder
    except OSError as error:
        raise WorkspaceError(f"Folder {start} tidak dapat dibaca: {reason(error)}.") from error
    raise WorkspaceError(
        f"Folder {start} bukan ruang kerja klik_kit ({CONFIG} tidak ada). "
        'Buat dengan: klik init FOLDER --daerah "Kabupaten …", atau pilih dengan --ruang-kerja FOLDER.'
    )


def open_workspace(start: Path) -> Workspace:
    """Open the workspace that a folder is, or is in; an older store is migrated after a backup.

    Raises:
        WorkspaceError: there is none, or its ``klik.toml`` is broken.
        StoreError: its store cannot be opened.
    """
    from klik_kit.store import open_store

    folder = find_workspace(start)
    config = _read_config(folder / CONFIG)
    url = _absolute(config["store"], folder)
    return Workspace(folder=folder, store=open_store(url, backups=folder / BACKUPS, at=datetime.now(UTC)))


def create_workspace(folder: Path, *, region: str, store: str | None, who: str) -> Workspace:
    """Make a workspace in a new or empty folder; where anything fails, nothing is left behind.

    Args:
        folder: made if it is missing.
        region: the region's full name.
        store: a PostgreSQL address; None puts a SQLite store into the folder.
        who: the person, for the history.

    Raises:
        WorkspaceError: the folder is in use or cannot be made, or the name is empty.
        StoreError: the database cannot be reached or is in use.
    """
    from klik_kit.store import create_store

    region = " ".join(region.split())
    if not region:
        raise WorkspaceError('Nama daerah kosong. Tulis misalnya: --daerah "Kabupaten Contoh".')
    workspace = None
    folder = folder.absolute()
    made = _claimed(folder)
    try:
        for name in (EVIDENCE, REPORTS, BACKUPS):
            (folder / name).mkdir()
        address = store or f"sqlite:///{DATABASE}"
        workspace = Workspace(folder=folder, store=create_store(_absolute(address, folder)))
        settings = {"name": region, "edition": DEFAULT_EDITION}
        changes = [Change(record=_REGION, field=f, value=v, base=0) for f, v in settings.items()]
        workspace.store.save(changes, who=who, at=datetime.now(UTC))
        write_settings(workspace.store, folder / SETTINGS)
        write_config(folder / CONFIG, address)
        (folder / _CLAIM).unlink()
    except BaseException as error:  # Ctrl-C, too, leaves nothing behind
        if workspace is not None:
            workspace.store.close()
        _unmake(folder, made)
        if isinstance(error, OSError):
            raise _cannot_be_made(folder, error) from error
        raise
    return workspace


def _claimed(folder: Path) -> list[Path]:
    """Make a folder this call's own; gives the folders that had to be made, the innermost first.

    Raises:
        WorkspaceError: it is in use, or cannot be made.
    """
    try:
        made = [place for place in (folder, *folder.parents) if not place.exists()]
        folder.mkdir(parents=True, exist_ok=True)
        taken = any(folder.iterdir())
        if not taken:
            os.close(os.open(folder / _CLAIM, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        taken = True
    except OSError as error:
        raise _cannot_be_made(folder, error) from error
    if taken:
        raise WorkspaceError(f"Folder {folder} sudah berisi. Pilih folder baru atau folder kosong.")
    return made


def _cannot_be_made(folder: Path, error: OSError) -> WorkspaceError:
    return WorkspaceError(f"Ruang kerja {folder} tidak dapat dibuat: {reason(error)}.")


def _unmake(folder: Path, made: Sequence[Path]) -> None:
    """Take away what this program makes in a new workspace, and nothing that somebody else put there."""
    for name in (CONFIG, SETTINGS, DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", _CLAIM):
        (folder / name).unlink(missing_ok=True)
    for place in (folder / EVIDENCE, folder / REPORTS, folder / BACKUPS, *made):
        with suppress(OSError):  # missing, or somebody's files are in it
            place.rmdir()


def _absolute(url: str, folder: Path) -> str:
    """A relative SQLite address is meant from the workspace, wherever the command runs."""
    name = url.removeprefix("sqlite:///")
    return f"sqlite:///{(folder / name).absolute()}" if name != url else url


def write_config(path: Path, store: str) -> None:
    """Write a new ``klik.toml`` that names the store."""
    quoted = json.dumps(store, ensure_ascii=False)  # a TOML text escapes as JSON does
    text = f"# Ruang kerja klik_kit. Pengaturan daerah ada di Pengaturan.xlsx.\nschema = {_SCHEMA}\nstore = {quoted}\n"
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)  # the address may carry a password
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(text)


def _read_config(path: Path) -> dict[str, str]:
    try:
        config = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise WorkspaceError(f"{path} tidak dapat dibaca: {reason(error)}.") from error
    except ValueError as error:
        place = re.search(r"line (\d+), column (\d+)", str(error))
        where = f" pada baris {place[1]}, kolom {place[2]}" if place else ""
        raise WorkspaceError(f"{path} rusak{where}. Perbaiki berkasnya atau ambil dari cadangan.") from error
    version = config.get("schema")
    if type(version) is int and version > _SCHEMA:
        raise WorkspaceError(f"{path} ditulis klik_kit yang lebih baru (bentuk {version}). Perbarui klik_kit.")
    if type(version) is not int or version != _SCHEMA or not isinstance(config.get("store"), str):
        raise WorkspaceError(f'{path} tidak lengkap: perlu schema = {_SCHEMA} dan store = "…".')
    return {"store": config["store"]}
