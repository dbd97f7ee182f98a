"""A hall of people, each with an account, a login and an innovation of an own unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from klik_kit.core.accounts import Account, Role
from klik_kit.core.keys import unit_key
from klik_kit.core.records import Change, RecordKey
from klik_kit.passwords import new_token, token_hash
from klik_kit.workspace import create_workspace


@dataclass(frozen=True)
class Seat:
    """Somebody in the hall: the account, the cookie of the login, and the innovation."""

    account: str
    cookie: str
    innovation: str


def hall(folder: Path, people: int, *, store: str | None = None) -> list[Seat]:
    """Make a workspace with as many units, people and innovations."""
    seats = [Seat(f"A-{i:03}", new_token(), f"INV-{i:03}") for i in range(people)]
    now = datetime.now(UTC)
    profile = {"name": "ANTRE PASTI", "stage": "Penerapan", "urusan": "Kesehatan", "implemented_on": "2025-02-01", "rancang_bangun": "kata " * 310, "status": "Draf"}  # fmt: skip
    with create_workspace(folder, region="Kabupaten Uji", store=store, who="uji") as workspace:
        changes = [Change(record=unit_key(s.account[2:]), field="name", value=f"Unit {s.account[2:]}", base=0) for s in seats]  # fmt: skip
        changes += [
            Change(record=RecordKey(id=s.innovation, kind="inovasi", unit=s.account[2:]), field=name, value=value, base=0)
            for s in seats
            for name, value in profile.items()
        ]  # fmt: skip
        workspace.store.save(changes, who="uji", at=now)
        for s in seats:
            account = Account(
                id=s.account, login=s.account.lower(), name=f"Orang {s.account}", role=Role.OPERATOR, unit=s.account[2:]
            )
            workspace.store.accounts.add(account, who="uji", at=now, password_hash="x")
            workspace.store.accounts.start_session(
                token_hash(s.cookie), account=s.account, at=now, until=now + timedelta(hours=6)
            )
    return [Seat(s.account, f"klik_masuk={s.cookie}", s.innovation) for s in seats]
