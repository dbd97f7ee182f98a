"""A real forms' server on loopback, with people of two units and of the clinic."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from forms_server import AT, INNOVATION, OTHER, PEOPLE, PIN, Client, OpenedBySiti, Server, as_json, running, stored

from klik_kit.core.accounts import Account
from klik_kit.core.records import Change, RecordKey
from klik_kit.passwords import hash_secret
from klik_kit.workspace import open_workspace

__all__ = ["INNOVATION", "OTHER", "PIN", "Client", "Server", "as_json", "running", "stored"]


@pytest.fixture(scope="session")
def people_workspace(template_workspace: Path, tmp_path_factory) -> Path:
    folder = shutil.copytree(template_workspace, tmp_path_factory.mktemp("formulir") / "kab")
    with open_workspace(folder) as workspace:
        for login, name, role, unit, spd in PEOPLE:
            account = Account(id=f"A-{login}", login=login, name=name, role=role, unit=unit, spd=spd)
            workspace.store.accounts.add(account, who="uji", at=AT, password_hash=hash_secret(PIN))
        profiles = {
            INNOVATION: ("DINKES", {"name": "ANTRE PASTI (Antrean Puskesmas Tanpa Menunggu)", "stage": "Penerapan", "urusan": "Kesehatan", "implemented_on": "2025-02-01", "rancang_bangun": "kata " * 310, "status": "Draf"}),
            OTHER: ("DISDIK", {"name": "KELAS CERDAS", "stage": "Penerapan", "urusan": "Pendidikan", "status": "Draf"}),
        }  # fmt: skip
        changes = [
            Change(record=RecordKey(id=key, kind="inovasi", unit=unit), field=name, value=value, base=0)
            for key, (unit, values) in profiles.items()
            for name, value in values.items()
        ]
        workspace.store.save(changes, who="uji", at=AT)
    return folder


@pytest.fixture
def own_server(people_workspace: Path, tmp_path: Path) -> Iterator[Server]:
    """A server of this test's own, to be killed and restarted."""
    with running(shutil.copytree(people_workspace, tmp_path / "kab")) as server:
        yield server


@pytest.fixture(scope="module")
def server(people_workspace: Path, tmp_path_factory) -> Iterator[Server]:
    """A server that the tests of a module share."""
    with running(shutil.copytree(people_workspace, tmp_path_factory.mktemp("server") / "kab")) as server:
        yield server


@pytest.fixture
def client(server: Server) -> Callable[[], Client]:
    return lambda: Client(server)


@pytest.fixture(scope="module")
def siti(server: Server) -> OpenedBySiti:
    return OpenedBySiti(server)


@pytest.fixture(scope="module")
def budi(server: Server) -> Client:
    return Client(server).enter("budi")
