"""A real forms' server on loopback, with people of two units and of the clinic."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from forms_server import INNOVATION, OTHER, PIN, Client, OpenedBySiti, Server, as_json, people_in, running, stored

__all__ = ["INNOVATION", "OTHER", "PIN", "Client", "Server", "as_json", "running", "stored"]


@pytest.fixture(scope="session")
def people_workspace(template_workspace: Path, tmp_path_factory) -> Path:
    folder = shutil.copytree(template_workspace, tmp_path_factory.mktemp("formulir") / "kab")
    people_in(folder)
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
