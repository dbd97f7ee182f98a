"""Accounts of the sample region are deleted: no page, paper, backup or export names them, and all of them still work."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import product

import pytest
from click.testing import CliRunner

from klik_kit.cli.user_delete import delete
from klik_kit.content.papers import load_papers
from klik_kit.core.papers import About
from klik_kit.desk.person import Person
from klik_kit.moving.archive import ArchiveReader
from klik_kit.moving.backup import back_up
from klik_kit.moving.bundle import KIND, plan_arrival, take_in, write_bundle
from klik_kit.pages import page_of
from klik_kit.papers.making import made, subject
from klik_kit.workspace import Workspace, create_workspace, open_workspace

NAMES = ("Dewi Anggraini", "Ratna Sari")
COACH, OPERATOR = "contoh-pendamping", "contoh-operator"
PAGES = {
    "": ("beranda", "hari_ini", "drum_up", "diagnose", "agenda_tahunan", "tinjauan", "praperiksa", "spd"),
    "sesi": ("sesi", "hadir"),
    "kelas": ("kelas", "papan_kelas"),
    "diagnosis": ("diagnosis",),
    "inovasi": ("proposal", "penilaian", "tinjauan", "skor_buta", "rencana", "deliver", "display", "salin"),
}


def told(body: str | bytes) -> list[str]:
    text = body if isinstance(body, str) else body.decode("utf-8", errors="replace")
    return [name for name in NAMES if name.casefold() in text.casefold()]


def drawings(workspace: Workspace) -> Iterator[tuple[str, str]]:
    """What the pages show the admin, of the records that the two people wrote in."""
    written = {r.key.id for kind in PAGES if kind for r in workspace.store.list(kind) if kind != "inovasi"}
    for kind in ("penilaian", "tinjauan", "skor_buta", "data_dukung", "inovasi"):
        for record in workspace.store.list(kind):
            if any(answer.who.endswith((f"[{COACH}]", f"[{OPERATOR}]")) for answer in record.answers.values()):
                written |= {record.key.id, record.key.parent or ""}
    person = Person(workspace=workspace, id="contoh-admin")
    for kind, pages in PAGES.items():
        records = [r.key.id for r in workspace.store.list(kind) if r.key.id in written] if kind else [""]
        for page, record in product(pages, records):
            counter = page_of(person, page, record)
            yield f"{page}/{record}", json.dumps([counter.state(), counter.live()], ensure_ascii=False)


@pytest.fixture(scope="module")
def after(season, tmp_path_factory) -> Iterator[Workspace]:
    """The sample region once a coach and an operator are deleted, their names out of texts, too."""
    folder = shutil.copytree(season, tmp_path_factory.mktemp("sesudah") / "kab")
    for login in ("pendamping", "operator"):
        ran = CliRunner().invoke(delete, [login, "--ya", "--dalam-teks", "-r", str(folder)], standalone_mode=False)
        assert ran.exception is None, ran.output
    with open_workspace(folder) as workspace:
        yield workspace


def pseudonyms(workspace: Workspace) -> dict[str, str]:
    return {a.id: a.name for a in workspace.store.accounts.list(deleted=True) if a.deleted}


def test_pages_that_named_the_people_show_their_pseudonyms(season, after):
    with open_workspace(season) as workspace:
        naming = {page: told(drawn) for page, drawn in drawings(workspace) if told(drawn)}
    shown = dict(drawings(after))
    assert {name for names in naming.values() for name in names} == set(NAMES)
    assert {page: told(drawn) for page, drawn in shown.items() if told(drawn)} == {}
    found = pseudonyms(after).values()
    assert [page for page in naming if not any(name in shown[page] for name in found)] == []


def test_the_history_is_whole_and_the_pseudonyms_are_in_it(after):
    assert after.store.verify() == ()
    names = pseudonyms(after)
    assert set(names) == {COACH, OPERATOR}
    session = next(r for r in after.store.list("sesi") if r.value("penanggung_jawab") == COACH)
    assert f"{names[COACH]} [{COACH}]" in {entry.who for entry in after.store.history(session.key.id)}


def test_no_file_of_the_store_names_the_people(after):
    files = [path.read_bytes() for path in after.folder.glob("klik.db*")]
    assert sum(map(len, files)) > 1_000_000
    assert [told(body) for body in files if told(body)] == []


def test_a_backup_does_not_name_the_people(after, tmp_path):
    done = back_up(after, tmp_path / "klik.zip", at=datetime.now(UTC))
    with zipfile.ZipFile(done.path) as archive:
        assert [name for name in archive.namelist() if told(archive.read(name))] == []


def test_an_export_does_not_name_the_people_and_is_taken_in(after, tmp_path):
    path = tmp_path / "semua.zip"
    write_bundle(after, path)
    with zipfile.ZipFile(path) as archive:
        assert [name for name in archive.namelist() if told(archive.read(name))] == []
    with (
        create_workspace(tmp_path / "baru", region="Kabupaten Baru", store=None, who="uji") as target,
        ArchiveReader(path, kind=KIND) as archive,
    ):
        take_in(target, archive, plan_arrival(target, archive), who="uji", at=datetime.now(UTC))
        assert target.store.verify() == ()
        owners = {task.value("owner") for task in target.store.list("tindak_lanjut")}
        assert owners & set(pseudonyms(after).values())


def test_papers_of_sessions_and_classes_are_made_under_the_pseudonym(after):
    session = next(
        r.key.id
        for r in after.store.list("sesi")
        if r.value("penanggung_jawab") == COACH and r.value("state") == "Selesai"
    )
    about = {About.SESSION: session, About.CLASS: after.store.list("kelas")[0].key.id}
    texts = {}
    for kind in load_papers().values():
        if kind.about in about and kind.name != "sertifikat":
            body = made(after, kind, subject(after, kind, about[kind.about]), today=date(2026, 11, 24)).body
            with zipfile.ZipFile(io.BytesIO(body)) as word:
                texts[kind.name] = word.read("word/document.xml").decode()
    assert [name for name, text in texts.items() if told(text)] == []
    assert pseudonyms(after)[COACH] in texts["notula"]
