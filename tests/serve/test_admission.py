"""The queue of starting pages: order, one start a person, the ceiling, and places kept between two questions."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import pytest
from loops import in_loop

from klik_kit.serve import admission
from klik_kit.serve.admission import NotYetError, Turns

AGES = 30.0


def turns(*, at_once: int = 1, ceiling: int = 100, open_pages=lambda: 0, makes_room=lambda person: False) -> Turns:
    return Turns(at_once=at_once, ceiling=ceiling, open_pages=open_pages, makes_room=makes_room)


async def through(queue: Turns, person: str, done: list[str], *, seconds: float = 0.01) -> None:
    async with queue.turn(person, "/isi/beranda", patience=AGES):
        done.append(person)
        await asyncio.sleep(seconds)


def test_starts_are_let_in_first_come_first_served():
    async def go() -> None:
        queue, done = turns(), []
        people = [f"orang-{i}" for i in range(20)]
        waiting = []
        for person in people:
            waiting.append(asyncio.ensure_future(through(queue, person, done)))
            await asyncio.sleep(0)
        await asyncio.gather(*waiting)
        assert done == people
        assert (queue.waiting, queue.starting) == (0, 0)

    in_loop(go())


def test_no_more_start_at_once_than_allowed():
    async def go() -> None:
        queue, most = turns(at_once=3), 0

        async def one(person: str) -> None:
            nonlocal most
            async with queue.turn(person, "/", patience=AGES):
                most = max(most, queue.starting)
                await asyncio.sleep(0.01)

        await asyncio.gather(*(one(str(i)) for i in range(12)))
        assert most == 3

    in_loop(go())


def test_one_persons_many_pages_do_not_crowd_out_another():
    async def go() -> None:
        queue, order = turns(at_once=2), []

        async def one(person: str, page: str) -> None:
            async with queue.turn(person, page, patience=AGES):
                order.append(person)
                await asyncio.sleep(0.02)

        greedy = [asyncio.ensure_future(one("serakah", f"/{i}")) for i in range(6)]
        await asyncio.sleep(0)
        await one("lain", "/")
        assert order.count("serakah") == 1
        await asyncio.gather(*greedy)

    in_loop(go())


def test_who_waits_too_long_is_told_the_place_and_keeps_it():
    async def go() -> None:
        queue, done = turns(), []
        async with AsyncExitStack() as held:
            await held.enter_async_context(queue.turn("pertama", "/", patience=AGES))
            with pytest.raises(NotYetError) as told:
                async with queue.turn("kedua", "/", patience=0.01):
                    pass
            assert (told.value.place, told.value.full) == (1, False)
            third = asyncio.ensure_future(through(queue, "ketiga", done))
            await asyncio.sleep(0.01)
            assert queue.place("ketiga", "/isi/beranda").place == 2
            second = asyncio.ensure_future(through(queue, "kedua", done))  # back, before the third is let in
            second.cancel()
            again = asyncio.ensure_future(_turn(queue, "kedua", done))
            await asyncio.sleep(0.01)
        await asyncio.gather(third, again)
        assert done == ["kedua", "ketiga"]

    async def _turn(queue: Turns, person: str, done: list[str]) -> None:
        async with queue.turn(person, "/", patience=AGES):
            done.append(person)

    in_loop(go())


def test_a_free_start_does_not_wait_for_a_browser_that_is_away():
    async def go() -> None:
        queue, done = turns(), []
        async with queue.turn("pertama", "/", patience=AGES):
            with pytest.raises(NotYetError):
                async with queue.turn("pergi", "/", patience=0.01):
                    pass
        await through(queue, "hadir", done)
        assert done == ["hadir"]
        assert queue.waiting == 1

    in_loop(go())


def test_a_place_is_forgotten_when_nobody_asks_for_it(monkeypatch):
    async def go() -> None:
        queue = turns(open_pages=lambda: 100)
        with pytest.raises(NotYetError):
            async with queue.turn("pergi", "/", patience=0.01):
                pass
        queue.changed()
        assert queue.waiting == 1
        monkeypatch.setattr(admission, "ABSENT_SECONDS", 0.0)
        await asyncio.sleep(0.01)
        queue.changed()
        assert queue.waiting == 0

    in_loop(go())


def test_above_the_ceiling_newcomers_wait_until_a_page_ends():
    async def go() -> None:
        pages, done = 2, []
        queue = turns(at_once=4, ceiling=2, open_pages=lambda: pages)
        waiting = asyncio.ensure_future(through(queue, "baru", done))
        await asyncio.sleep(0.02)
        assert done == []
        assert queue.place("baru", "/isi/beranda").full
        pages = 1
        queue.changed()
        await waiting
        assert done == ["baru"]

    in_loop(go())


def test_in_a_full_hall_a_page_that_takes_the_room_of_ones_own_is_let_in():
    async def go() -> None:
        done = []
        queue = turns(at_once=2, ceiling=4, open_pages=lambda: 4, makes_room=lambda person: person == "banyak tab")
        waiting = asyncio.ensure_future(through(queue, "baru", done))
        await asyncio.sleep(0.01)
        await through(queue, "banyak tab", done)
        assert done == ["banyak tab"]
        assert queue.place("baru", "/isi/beranda").full
        assert not queue.place("banyak tab", "/isi/beranda").full
        waiting.cancel()

    in_loop(go())


def test_a_request_that_is_given_up_leaves_no_start_behind():
    async def go() -> None:
        queue, done = turns(), []
        running = asyncio.ensure_future(through(queue, "pertama", done, seconds=30))
        await asyncio.sleep(0)
        waiting = asyncio.ensure_future(through(queue, "kedua", done))
        await asyncio.sleep(0)
        for task in (waiting, running):
            task.cancel()
        await asyncio.gather(waiting, running, return_exceptions=True)
        assert queue.starting == 0
        await through(queue, "ketiga", done)
        assert done[-1] == "ketiga"

    in_loop(go())


def test_one_person_keeps_only_a_few_places():
    async def go() -> None:
        queue = turns(open_pages=lambda: 100)
        for page in range(50):
            with pytest.raises(NotYetError):
                async with queue.turn("serakah", f"/{page}", patience=0.0):
                    pass
        assert queue.waiting <= admission.MOST_TICKETS

    in_loop(go())
