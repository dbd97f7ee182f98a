"""Random edits, repeats, kills and reloads over the real protocol: no acknowledged answer is ever lost."""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import AsyncExitStack

import pytest
from forms_server import INNOVATION, Client, Server, answer, connected, open_page, said
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from klik_kit.workspace import open_workspace

FIELDS = ("rb.metode", "rb.keunggulan", "rb.dasar_hukum")
VALUES = ("a", "b\n c", "👩🏽‍⚕️", "=1+1", "<b>", "x" * 900, None)
FAULTS = ("kill_kernels", "reload", "drop", "restart_server")
EDIT = st.tuples(
    st.sampled_from(["edit", "edit", "edit_and_kill"]),
    st.sampled_from(["siti", "rina"]),
    st.sampled_from(FIELDS),
    st.sampled_from(VALUES),
)
OTHER = st.one_of(st.tuples(st.just("repeat"), st.sampled_from(["siti", "rina"])), st.tuples(st.sampled_from(FAULTS)))
STEPS = st.lists(st.tuples(EDIT, EDIT, EDIT, OTHER), min_size=4, max_size=4)
"""Rounds of three edits and something that happens between them: every walk has enough of both."""


class Hall:
    """Two people on one innovation, what each was told is saved, and what may have been saved besides."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.clients = {login: Client(server).enter(login) for login in ("siti", "rina")}
        self.pages: dict = {}
        self.wires: dict = {}
        self.stack = AsyncExitStack()
        self.versions: dict = {}
        self.acknowledged: list[tuple[str, str | None, int]] = []
        self.unanswered: list[tuple[str, str | None]] = []
        self.last: dict = {}
        self.number = 0

    async def wire(self, login: str):
        """The open socket of a person's page; a page anew where its kernel is gone."""
        if login not in self.wires:
            client = self.clients[login]
            page = await asyncio.to_thread(open_page, client, f"/isi/proposal/{INNOVATION}")
            self.pages[login] = page
            self.wires[login] = await self.stack.enter_async_context(connected(page, client))
            state = (await answer(self.wires[login], page, {"kind": "hello", "id": 1}))["state"]
            answers = state["records"][INNOVATION]["answers"]
            self.versions[login] = {name: answers[name]["version"] if name in answers else 0 for name in FIELDS}
        return self.wires[login]

    def message(self, login: str, field: str, value: str | None) -> dict:
        self.number += 1
        return {
            "kind": "edit",
            "seq": self.number,
            "record": INNOVATION,
            "field": field,
            "base": self.versions[login][field],
            "value": value,
        }

    async def edit(self, login: str, field: str, value: str | None) -> None:
        wire = await self.wire(login)
        await self.sent(login, wire, self.message(login, field, value))

    async def sent(self, login: str, wire, told: dict) -> None:
        """Send until it is answered with its own number; a conflict is settled for one's own text, as a person may."""
        for _ in range(5):
            reply = await answer(wire, self.pages[login], told)
            while reply.get("seq") != told["seq"]:
                reply = await answer(wire, self.pages[login], {"kind": "ping", "id": 0})
            self.last[login] = told
            if reply["kind"] == "ack":
                self.versions[login][told["field"]] = reply["version"]
                self.acknowledged.append((told["field"], told["value"], reply["version"]))
                return
            assert reply["kind"] == "conflict", reply
            self.number += 1
            told = told | {"base": reply["version"], "seq": self.number}
        pytest.fail("no end of conflicts")

    async def edit_and_kill(self, login: str, field: str, value: str | None) -> None:
        """An edit whose kernel dies while it is on its way; the page is fetched anew and sends it again, unchanged."""
        wire = await self.wire(login)
        told = self.message(login, field, value)
        self.unanswered.append((field, value))
        await wire.write_message(said(self.pages[login], told))
        await self.kill_kernels()
        await self.sent(login, await self.wire(login), told)

    async def repeat(self, login: str) -> None:
        """What lost its answer is sent again, on a new page: neither a conflict with oneself nor a second entry."""
        if login in self.last:
            before = len(self.history(self.last[login]["field"]))
            told = self.last[login]
            newest = self.history(told["field"])[-1]
            if newest.value != told["value"]:
                return
            wire = await self.wire(login)
            reply = await answer(wire, self.pages[login], told)
            assert reply["kind"] == "ack", reply
            assert len(self.history(told["field"])) == before

    async def kill_kernels(self) -> None:
        for process in self.server.kernels():
            os.kill(process, signal.SIGKILL)
        await self.drop()

    async def drop(self) -> None:
        self.wires.clear()
        await self.stack.aclose()
        self.stack = AsyncExitStack()

    async def reload(self) -> None:
        await self.drop()
        for login in self.clients:
            await self.wire(login)

    async def restart_server(self) -> None:
        await asyncio.to_thread(self.server.stop, signal.SIGKILL)
        await self.drop()
        await asyncio.to_thread(self.server.start)

    def history(self, field: str):
        with open_workspace(self.server.folder) as workspace:
            return workspace.store.history(INNOVATION, field)

    def check(self) -> None:
        """Every acknowledged version holds its value, and what stands now was the last told saved, or was on its way."""
        with open_workspace(self.server.folder) as workspace:
            entries = {(e.field, e.version): e.value for e in workspace.store.history(INNOVATION)}
            now = workspace.store.get(INNOVATION)
            assert workspace.store.verify() == ()
        for field, value, version in self.acknowledged:
            assert (field, version) in entries, (field, version)
            assert entries[field, version] == value, (field, version)
        for field in FIELDS:
            told = [(version, value) for name, value, version in self.acknowledged if name == field]
            if told and now.value(field) != max(told)[1]:
                assert (field, now.value(field)) in self.unanswered, field


async def walk(server: Server, rounds) -> None:
    hall = Hall(server)
    try:
        for name, *arguments in (step for some in rounds for step in some):
            await getattr(hall, name)(*arguments)
            hall.check()
        assert len(hall.acknowledged) >= 3 * len(rounds)
    finally:
        await hall.drop()


@settings(
    max_examples=5,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
@given(rounds=STEPS)
def test_no_acknowledged_answer_is_lost_whatever_comes_between(server, rounds):
    asyncio.run(walk(server, rounds))
