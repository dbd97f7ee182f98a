"""What is asked of many people at once: the readiness survey and the vote on problems; who may answer, and what came in.

An answer is a record of one account under the survey or the vote. Pages show answers together, never one
person's; the history names who wrote them, as it does for everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from fractions import Fraction

from klik_kit.content.forms import load_form
from klik_kit.content.instruments import load_readiness
from klik_kit.content.masking import load_masking
from klik_kit.core.bahasa import number
from klik_kit.core.forms import SEPARATOR, Field, Form, Section, field_for, fields_of
from klik_kit.core.readiness import readiness_form
from klik_kit.core.records import Record, RecordKey
from klik_kit.core.spread import Spread
from klik_kit.core.voting import MOST_PROBLEMS, SCALES, Ballot, Tally, ballot_of, field_of, most_divided, tallied
from klik_kit.desk.drawing import Message, list_item
from klik_kit.desk.person import Person
from klik_kit.workspace import Workspace

SURVEY, ANSWERS = "survei_kesiapan", "jawaban_kesiapan"
VOTE, BALLOT = "pemungutan_suara", "suara"
ANSWER_KINDS = {SURVEY: ANSWERS, VOTE: BALLOT}
OPEN, CLOSED = "Dibuka", "Ditutup"
SENT = "terkirim"
_MOST_TITLE = 160


def is_open(poll: Record) -> bool:
    """Whether answers are still taken."""
    return poll.value("state") == OPEN


def asked_units(poll: Record) -> tuple[str, ...]:
    """The codes of the units whose accounts are asked."""
    return tuple(code for code in (poll.value("units") or "").split(SEPARATOR) if code)


def may_answer(person: Person, poll: Record) -> bool:
    """Whether a person is asked: the accounts of the units, and in a vote whoever looks after one of them."""
    reach, units = person.reach(), asked_units(poll)
    if reach.clinic:
        return poll.key.kind == VOTE and any(reach.may_review(unit) for unit in units)
    unit = person.account().unit
    return unit in units and reach.may_write(unit)


def open_polls(person: Person) -> list[Record]:
    """The surveys and votes that wait for a person's answer, the newest first."""
    found = [r for kind in ANSWER_KINDS for r in person.workspace.store.list(kind)]
    return newest_first(r for r in found if is_open(r) and may_answer(person, r))


def progress(person: Person, poll: Record) -> tuple[int, int]:
    """How many questions of a survey or a vote a person has answered, of how many; a vote not sent lacks one."""
    own = own_key(person, poll).id
    answers = next((r.values() for r in answers_to(person.workspace, poll) if r.key.id == own), {})
    names = set(fields_of(poll_form(poll))) | ({SENT} if poll.key.kind == VOTE else set())
    return len(names & answers.keys()), len(names)


def newest_first(polls: Iterable[Record]) -> list[Record]:
    """Surveys or votes by the moment they were opened."""
    return sorted(polls, key=lambda r: (r.value("opened") or "", r.key.id), reverse=True)


def own_key(person: Person, poll: Record) -> RecordKey:
    """Where a person's answers to a survey or a vote are kept."""
    kind, unit = ANSWER_KINDS[poll.key.kind], None if person.reach().clinic else person.account().unit
    return RecordKey(id=f"{poll.key.id}@{person.id}", kind=kind, unit=unit, parent=poll.key.id)


def answers_to(workspace: Workspace, poll: Record) -> tuple[Record, ...]:
    """What came in, one record a person."""
    return workspace.store.list(ANSWER_KINDS[poll.key.kind], parent=poll.key.id)


def invited(workspace: Workspace, units: Sequence[str]) -> int:
    """How many accounts fill in for some units now."""
    at, codes = datetime.now(UTC), frozenset(units)
    return sum(1 for a in workspace.store.accounts.list() if a.role.of_unit and a.unit in codes and a.active(at))


# the vote on problems


def problems_of(vote: Record) -> tuple[str, ...]:
    """The problems put to the vote, in their order, masked: units read them that did not write them."""
    found = (vote.value(f"masalah.{number}.uraian") for number in range(1, MOST_PROBLEMS + 1))
    return tuple(load_masking().text(text) for text in found if text)


def placed(vote: Record) -> tuple[tuple[int, str, str], ...]:
    """The same with the number of each and the diagnosis it was taken from."""
    found = enumerate(problems_of(vote), start=1)
    return tuple((number, text, vote.value(f"masalah.{number}.diagnosis") or "") for number, text in found)


def ballot_form(vote: Record) -> Form:
    """A vote as a form: one section a problem, with the scales of the diagnosis and what their numbers mean."""
    scales = {scale: field_for(load_form("diagnosis"), field_of(1, scale)) for scale in SCALES}
    sections = tuple(
        Section(
            id=f"masalah_{at}",
            title=shortened(text),
            hint=vote.value(f"masalah.{at}.asal") or "",
            items=tuple(
                Field(name=field_of(at, scale), label=known.label, type="scale", hint=known.hint, required=True)
                for scale, known in scales.items()
                if known is not None
            ),
        )
        for at, text in enumerate(problems_of(vote), start=1)
    )
    return Form(id="suara", title=vote.value("title") or "Pemungutan suara", sections=sections)


def poll_form(poll: Record) -> Form:
    """What is asked: the statements of the readiness survey, or the problems of a vote."""
    return ballot_form(poll) if poll.key.kind == VOTE else readiness_form("survei", load_readiness())


def ballots_of(workspace: Workspace, vote: Record) -> list[Ballot]:
    """The ballots that were sent, without a name."""
    size = len(problems_of(vote))
    sent = (r.values() for r in answers_to(workspace, vote) if r.value(SENT))
    return [ballot for values in sent if (ballot := ballot_of(values, size)) is not None]


def may_see(person: Person, vote: Record) -> bool:
    """Whether a person may see what others voted: after the own vote was sent, or once the vote is closed."""
    if not is_open(vote):
        return True
    own = own_key(person, vote).id
    return any(r.key.id == own and r.value(SENT) for r in answers_to(person.workspace, vote))


def vote_panels(vote: Record, ballots: Sequence[Ballot]) -> dict[str, Message]:
    """What was voted: the picture and the points of most difference."""
    found = tallied(problems_of(vote), ballots)
    rows = [
        {"label": t.label, "rank": t.rank, "tie": t.tie, **five(t.total), "note": _scales_told(t)}
        for t in found
        if t.total is not None
    ]
    tied = [t.label for t in found if t.tie and t.rank == 1]
    said = f"{len(ballots)} suara. Urutan menurut nilai tengah U+S+G; garis memperlihatkan sebaran suara."
    if tied:
        said += " Peringkat pertama seri; bicarakan bersama mana yang didahulukan."
    return {
        "picture": {"type": "picture", "title": "Hasil suara", "name": "spread", "data": {"rows": rows, "low": 3, "high": 15, "said": said}},
        "divided": {"type": "list", "title": "Pendapat paling berbeda", "items": _divided(found),
                    "empty": "Suara tidak berbeda, atau berbeda merata." if ballots else "Belum ada suara."},
    }  # fmt: skip


def _scales_told(tally: Tally) -> str:
    told = "; ".join(f"{SCALES[scale].lower()} {number(spread.median)}" for scale, spread in tally.scales.items())
    return f"Nilai tengah {told}."


def _divided(found: Sequence[Tally]) -> list[Message]:
    return [
        list_item(tally.label, note=f"{SCALES[scale]}: {told(tally.scales[scale])}")
        for tally, scale in most_divided(found)
    ]


def five(spread: Spread | None) -> Mapping[str, Message | str | float]:
    """A spread for a picture, as numbers to draw and as words."""
    if spread is None:
        return {}
    names = ("low", "first", "median", "third", "high")
    return {name: float(getattr(spread, name)) for name in names} | {"n": spread.n, "told": told(spread)}


def told(spread: Spread) -> str:
    """A spread in words: ``nilai tengah 3; separuh jawaban 2 s.d. 4; semua jawaban 1 s.d. 5``."""
    if spread.low == spread.high:
        return f"semua menjawab {number(spread.median)}"
    middle, half, whole = in_parts(spread)
    return f"nilai tengah {middle}; separuh jawaban {half}; semua jawaban {whole}"


def in_parts(spread: Spread) -> tuple[str, str, str]:
    """The median, the middle half and the whole range, for the cells of a table."""
    return number(spread.median), _range(spread.first, spread.third), _range(spread.low, spread.high)


def _range(low: Fraction, high: Fraction) -> str:
    return number(low) if low == high else f"{number(low)} s.d. {number(high)}"


def shortened(text: str, most: int = _MOST_TITLE) -> str:
    """A text on one line, cut where it would be no title any more."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
