"""Papan Kelas with 60 units: from a unit's save to the coach's board, and what a refresh costs while 60 people type.

`python tests/benchmarks/bench_board.py [--people 60] [--minutes 2]` prints the README's table. A real forms' server;
people are protocol clients that choose a parameter every five seconds and ask for news as a browser does, the board asks
as its page does. One person more changes the name of an innovation, and waits until the board says it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psutil

sys.path[:0] = [str(Path(__file__).resolve().parent.parent / "serve")]
from forms_server import running
from hall import Seat, hall
from rush import Opened, message, open_ours

from klik_kit.clinic.board import PACE
from klik_kit.clinic.hall import Hall
from klik_kit.core.accounts import Account, Role
from klik_kit.core.classes import classroom_of
from klik_kit.core.keys import assessment_key
from klik_kit.core.records import Change
from klik_kit.desk.person import Person
from klik_kit.pages import page_of
from klik_kit.passwords import new_token, token_hash
from klik_kit.workspace import open_workspace

COACH, TEMPLATE, EVERY = "A-pendamping", "penurunan_kemiskinan", 5.0
FORM_PACE = 2500  # PING_MS of widgets/js/form.js


class Talk:
    """An open page: one message at a time, and its answer."""

    def __init__(self, opened: Opened) -> None:
        assert opened.socket is not None, opened.failure
        self._opened, self._turn, self._count = opened, asyncio.Lock(), 0

    async def say(self, **content: Any) -> dict[str, Any]:
        async with self._turn:
            self._count += 1
            name = f"b{self._count}"
            data = {"comm_id": self._opened.model, "data": {"method": "custom", "content": {**content, "id": name}}}
            await self._opened.socket.write_message(message("comm_msg", data))
            async with asyncio.timeout(60):
                while True:
                    raw = await self._opened.socket.read_message()
                    assert raw is not None, "the socket closed"
                    found = json.loads(raw)["content"].get("data")
                    said = found.get("content") if isinstance(found, dict) else None
                    if isinstance(said, dict) and said.get("id") == name:
                        return said


def begun(folder: Path, seats: list[Seat]) -> tuple[str, str]:
    """A class of all units that has just begun; gives its id and the coach's cookie."""
    cookie, now = new_token(), datetime.now(UTC)
    with open_workspace(folder) as workspace:
        account = Account(id=COACH, login="pendamping", name="Dewi", role=Role.PENDAMPING)
        workspace.store.accounts.add(account, who="uji", at=now, password_hash="x")
        workspace.store.accounts.start_session(
            token_hash(cookie), account=COACH, at=now, until=now + timedelta(hours=6)
        )
        person = Person(workspace=workspace, id=COACH)
        made = page_of(person, "kelas", "").act("new_class", {"template": TEMPLATE})["href"].rpartition("/")[2]
        page = page_of(person, "kelas", made)
        page.edit(record=made, field="units", base=0, value="; ".join(s.account[2:] for s in seats))
        page.act("class_start", {})
    return made, f"klik_masuk={cookie}"


async def every(seconds: float, until: float, offset: float, do: Callable[[int], Awaitable[None]]) -> None:
    """Do something by the clock: who was late once does not stay in step with others."""
    due, count = time.monotonic() + offset, 0
    while due < until:
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        await do(count)
        due, count = due + seconds, count + 1


async def class_in_hall(folder: Path, seats: list[Seat], room: str, cookie: str, minutes: float) -> dict[str, Any]:
    """The class with its board; gives latencies and the processor time of the board's kernel."""
    seen: dict[str, float] = {}
    waits: list[float] = []
    answers: list[float] = []
    saves: list[float] = []
    with running(folder) as server:
        opening = [open_ours(f"{server.url}/isi/penilaian/{s.innovation}", s.cookie) for s in seats[1:]]
        talks = [Talk(opened) for opened in await asyncio.gather(*opening)]
        known = set(server.kernels())
        board = Talk(await open_ours(f"{server.url}/isi/papan_kelas/{room}", cookie))
        (kernel,) = set(server.kernels()) - known
        marker = Talk(await open_ours(f"{server.url}/isi/proposal/{seats[0].innovation}", seats[0].cookie))
        process = psutil.Process(kernel)
        versions: list[dict[str, int]] = [{} for _ in talks]

        async def look(_: int) -> None:
            begin = time.perf_counter()
            told = await board.say(kind="ping")
            answers.append(1000 * (time.perf_counter() - begin))
            for row in told["live"]["panels"]["papan"]["rows"] if told.get("live") else ():
                seen.setdefault(row["about"], time.perf_counter())

        async def choose(number: int, count: int) -> None:
            field = f"mandiri.{16 + (number + count) % 17}"
            begin = time.perf_counter()
            edit = {"record": f"{seats[number + 1].innovation}@iid-2026", "field": field, "base": versions[number].get(field, 0), "value": str(1 + count % 3)}  # fmt: skip
            told = await talks[number].say(kind="edit", seq=count + 1, **edit)
            assert told["kind"] == "ack", told
            saves.append(1000 * (time.perf_counter() - begin))
            versions[number][field] = told["version"]

        async def mark(count: int) -> None:
            name = f"Inovasi ke-{count}"
            base = 1 + count
            begin = time.perf_counter()
            told = await marker.say(kind="edit", seq=count + 1, record=seats[0].innovation, field="name", base=base, value=name)  # fmt: skip
            assert told["kind"] == "ack", told
            while name not in seen:
                await asyncio.sleep(0.005)
            waits.append(1000 * (seen[name] - begin))

        async def measured(seconds: float, typing: bool) -> float:
            """Processor milliseconds of the board's kernel for each refresh."""
            until = time.monotonic() + seconds
            before, asked = sum(process.cpu_times()[:2]), len(answers)
            work = [every(PACE / 1000, until, 0, look)]
            if typing:
                for n, talk in enumerate(talks):
                    share = n / len(talks)
                    work.append(every(EVERY, until, EVERY * share, lambda count, n=n: choose(n, count)))
                    work.append(every(FORM_PACE / 1000, until, FORM_PACE / 1000 * share, lambda _, t=talk: _ping(t)))
                work.append(every(2.7, until - 5, 1, mark))
            await asyncio.gather(*work)
            return 1000 * (sum(process.cpu_times()[:2]) - before) / (len(answers) - asked)

        quiet = await measured(20, typing=False)
        answers.clear()
        busy = await measured(60 * minutes, typing=True)
        for talk in (*talks, board, marker):
            talk._opened.socket.close()
    return {"quiet": quiet, "busy": busy, "waits": waits, "answers": answers, "saves": saves}


async def _ping(talk: Talk) -> None:
    await talk.say(kind="ping")


def alone(folder: Path, seats: list[Seat], room: str) -> tuple[float, float, float]:
    """Processor milliseconds of a refresh with nothing new, with 18 new saves, and of reading everything anew."""
    with open_workspace(folder) as workspace:
        store, edition = workspace.store, workspace.edition()
        classroom = classroom_of(store.get(room))

        def opened() -> Hall:
            return Hall(store=store, edition=edition, names={}, classroom=classroom)

        kept, version = opened(), [0] * len(seats)

        def save(count: int) -> None:
            for n in range(18):
                number = (count * 18 + n) % len(seats)
                key = assessment_key(seats[number].innovation, edition.id, seats[number].account[2:])
                known = store.get(key.id).version("mandiri.34") if not version[number] else version[number]
                change = Change(record=key, field="mandiri.34", value=str(1 + count % 3), base=known)
                version[number] = store.save([change], who="uji", at=datetime.now(UTC))[0].version

        quiet = [_spent(kept.refresh) for _ in range(50)]
        busy, anew = [], []
        for count in range(20):
            save(count)
            busy.append(_spent(kept.refresh))
            anew.append(_spent(opened))
    return tuple(statistics.median(found) for found in (quiet, busy, anew))  # type: ignore[return-value]


def _spent(work: Callable[[], object]) -> float:
    begin = time.process_time()
    work()
    return 1000 * (time.process_time() - begin)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=60)
    parser.add_argument("--minutes", type=float, default=2)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "kab"
        seats = hall(folder, given.people)
        room, cookie = begun(folder, seats)
        told = asyncio.run(class_in_hall(folder, seats, room, cookie, given.minutes))
        quiet, busy, anew = alone(folder, seats[1:], room)
    waits, answers, saves = (sorted(told[name]) for name in ("waits", "answers", "saves"))
    people = given.people
    print(
        f"| Papan Kelas, {people} units, {people} people typing for {given.minutes:g} minutes | median | p95 | most |"
    )
    print("|---|---|---|---|")
    for name, found in (
        ("from a unit's save being sent to the board's answer that shows it", waits),
        ("the board's answer to one question for news", answers),
        ("a save meanwhile, sent to acknowledged", saves),
    ):
        print(f"| {name} ({len(found)}) | {statistics.median(found):.0f} ms | {found[int(0.95 * len(found))]:.0f} ms | {found[-1]:.0f} ms |")  # fmt: skip
    print("\n| processor time of a refresh of the board | nothing new | while all type |")
    print("|---|---|---|")
    print(f"| the board's whole process, each {PACE / 1000:g} s | {told['quiet']:.1f} ms | {told['busy']:.1f} ms |")
    print(f"| of it the units' values (with 18 new saves) | {quiet:.2f} ms | {busy:.1f} ms |")
    print(f"| reading everything anew instead | | {anew:.0f} ms |")
    sys.stdout.flush()
    os._exit(0)  # no socket is waited for


if __name__ == "__main__":
    main()
