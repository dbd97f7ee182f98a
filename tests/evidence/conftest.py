"""A vault, and the files people send to it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from klik_kit.evidence import Incoming, StoredFile, Vault


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "bukti")


@pytest.fixture
def send(vault: Vault) -> Callable[..., StoredFile]:
    """Send a whole file in chunks."""

    def whole(body: bytes, name: str = "berkas", accepted: tuple[str, ...] = ("pdf",), parts: tuple[int, ...] = ()) -> StoredFile:  # fmt: skip
        incoming = vault.receive(len(body))
        for start in range(0, len(body), 1_000):
            incoming.write(body[start : start + 1_000])
        return incoming.finish(name, accepted, parts)

    return whole


@pytest.fixture
def left(vault: Vault) -> Callable[[], list[Path]]:
    """Every file below the vault's folder."""
    return lambda: [path for path in vault.folder.rglob("*") if path.is_file()]


@pytest.fixture
def half_sent(vault: Vault) -> Iterator[Incoming]:
    """An upload of which one byte came."""
    incoming = vault.receive(None)
    incoming.write(b"x")
    incoming._file.flush()
    yield incoming
    incoming.abort()
