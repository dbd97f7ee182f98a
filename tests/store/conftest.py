"""Fresh stores on both databases; PostgreSQL is a real server of the tests' own."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg
import pytest
from store_cases import AT

from klik_kit.store import Store, create_store, open_store

TEMPLATE = "klik_template"


@dataclass(frozen=True)
class Server:
    """A PostgreSQL server on loopback, and how to reach a database on it."""

    port: int
    password: str

    def url(self, database: str, *, password: str | None = None) -> str:
        return f"postgresql://klik:{password or self.password}@127.0.0.1:{self.port}/{database}"

    def run(self, *statements: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    def copy(self, template: str, name: str) -> None:
        """Make a database by copying files: ten times as quick as PostgreSQL 15's way through its log."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            how = "STRATEGY FILE_COPY" if connection.info.server_version >= 150_000 else ""
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} {how}")


def binaries() -> Path:
    """The folder with initdb; a missing PostgreSQL fails the tests, because CI must not skip them."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    config = shutil.which("pg_config")
    if config:
        folder = Path(subprocess.run([config, "--bindir"], check=True, capture_output=True, text=True).stdout.strip())
        if (folder / "initdb").exists():
            return folder
    pytest.fail("These tests start a PostgreSQL server of their own: install it (apt-get install postgresql).")


def server_user() -> dict[str, object]:
    """Arguments for subprocess that run PostgreSQL as somebody else where the tests run as root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    pytest.fail("PostgreSQL does not run as root, and there is neither a user postgres nor nobody.")


def roomy_memory() -> str | None:
    """A folder in memory, where a database per test costs a fifth; None where there is too little."""
    folder = Path("/dev/shm")
    return str(folder) if folder.is_dir() and shutil.disk_usage(folder).free > 2 * 1024**3 else None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    folder = Path(tempfile.mkdtemp(prefix="klik-postgres-", dir=roomy_memory()))
    user = server_user()
    if user:
        os.chown(folder, user["user"], user["group"])
    found = binaries()
    password = secrets.token_hex(8)
    secret = folder / "password"
    secret.write_text(password)
    secret.chmod(0o644)

    def run(*command: str | Path, check: bool = True) -> subprocess.CompletedProcess[str]:
        # to a file, because the server inherits what pg_ctl holds and would keep a pipe open
        with (folder / "commands.log").open("a+") as log:
            done = subprocess.run([*map(str, command)], stdout=log, stderr=log, cwd=folder, check=False, **user)
        if check and done.returncode:
            pytest.fail(f"{command[0]} failed:\n{(folder / 'commands.log').read_text()}")
        return done

    data = folder / "data"
    try:
        run(
            *(found / "initdb", "--pgdata", data, "--username", "klik", "--pwfile", secret, "--auth", "scram-sha-256"),
            *("--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"),
        )
        port = 0
        for _ in range(5):  # another program may take the port between our look and the start
            port = free_port()
            settings = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
            start = (found / "pg_ctl", "start", "-w", "-D", data, "-l", folder / "server.log", "-o", settings)
            if run(*start, check=False).returncode == 0:
                break
        else:
            pytest.fail(f"PostgreSQL did not start:\n{(folder / 'server.log').read_text()}")
        try:
            server = Server(port=port, password=password)
            server.run(f"CREATE DATABASE {TEMPLATE}")
            create_store(server.url(TEMPLATE)).close()
            yield server
        finally:
            run(found / "pg_ctl", "stop", "-w", "-m", "immediate", "-D", data)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "klik.db"
    create_store(path).close()
    return path


@pytest.fixture(scope="session")
def numbers() -> Iterator[int]:
    return count(1)


@pytest.fixture
def postgres_database(server: Server, numbers: Iterator[int]) -> Iterator[Callable[[str], str]]:
    """Make a database from a template; its URL."""
    made: list[str] = []

    def make(template: str) -> str:
        name = f"klik_{next(numbers)}"
        server.copy(template, name)
        made.append(name)
        return server.url(name)

    yield make
    server.run(*(f"DROP DATABASE {name} WITH (FORCE)" for name in made))


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def empty_url(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database with nothing in it."""
    if backend == "sqlite":
        return f"sqlite:///{tmp_path / 'klik.db'}"
    return request.getfixturevalue("postgres_database")("template1")


@pytest.fixture
def url(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database with a new store in it."""
    if backend == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "klik.db")
        return f"sqlite:///{tmp_path / 'klik.db'}"
    return request.getfixturevalue("postgres_database")(TEMPLATE)


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with open_store(url, at=AT) as opened:
        yield opened
