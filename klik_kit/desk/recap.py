"""The recap of the units that somebody looks after, read from the store at one moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from klik_kit.content.masking import load_masking
from klik_kit.core.portfolio import KIND_NAMES, ScoreKind, portfolio_of
from klik_kit.core.recap import KINDS, Recap, recap_of
from klik_kit.core.scoring import score_region
from klik_kit.desk.counter import Message
from klik_kit.desk.drawing import link
from klik_kit.desk.person import Person
from klik_kit.errors import AccessError, NotFoundError
from klik_kit.evidence import clean_name
from klik_kit.exchange.recap_out import write_recap
from klik_kit.workspace import Workspace


def gather_recap(
    workspace: Workspace,
    *,
    kind: ScoreKind,
    as_of: date,
    edition: str | None = None,
    may: Callable[[str], bool] = lambda unit: True,  # noqa: ARG005
) -> Recap:
    """The recap as it stands now.

    Args:
        workspace: whose store is read, each kind of record once.
        kind: which of the five scores.
        as_of: the day that overdue days are counted to.
        edition: whose rows; None for the region's own.
        may: which units the reader may know of.

    Raises:
        KlikError: no such edition, or one that cannot score.
    """
    store = workspace.store
    with store.still():
        rubric = workspace.edition(edition)
        records = {name: store.list(name, fields=fields) for name, fields in KINDS.items()}
        portfolio = portfolio_of(
            rubric.id,
            profiles=records["inovasi"],
            assessments=store.list("penilaian", edition=rubric.id),
            spd=workspace.spd(rubric),
        )
        region, units = workspace.region.name, workspace.units
    score = score_region(rubric, portfolio, kind=kind)
    return recap_of(rubric, score, records, region=region, units=units, as_of=as_of, may=may)


def recap_name(recap: Recap) -> str:
    """The file name of a recap: what, of whom, which score, when."""
    whose = recap.region if recap.whole or len(recap.units) != 1 else recap.units[0].name
    stem = f"Rekap {whose} {recap.score.kind.label}".replace("/", "-")
    return f"{clean_name(stem, 'pdf').removesuffix('.pdf')} {recap.as_of:%Y-%m-%d}.xlsx"


def recap_file(person: Person, kind: str, *, as_of: date) -> tuple[str, bytes]:
    """Name and bytes of the recap of the units a person looks after or works for.

    Args:
        person: who asks.
        kind: which of the five scores, as its word.
        as_of: the day that overdue days are counted to.

    Raises:
        AccessError: a guest, who has no unit to recap.
        NotFoundError: no kind of score has this word.
    """
    if kind not in KIND_NAMES:
        raise NotFoundError("Rekap ini tidak ada.")
    reach = person.reach()
    if not reach.clinic and not person.account().unit and reach.reads is not None:
        raise AccessError("Rekap ini untuk klinik dan untuk unit yang mengisinya.")
    recap = gather_recap(person.workspace, kind=ScoreKind(kind), as_of=as_of, may=reach.may_read)
    with TemporaryDirectory(prefix="klik-") as folder:
        path = Path(folder) / "rekap.xlsx"
        write_recap(path, recap, mask=load_masking().text)
        return recap_name(recap), path.read_bytes()


_PEOPLES = (ScoreKind.MANDIRI, ScoreKind.PENDAMPING, ScoreKind.VERIFIKASI)


def recap_links(kinds: Iterable[ScoreKind] = _PEOPLES) -> list[Message]:
    """Links to the recap by each score; by default those that people give before the ministry does."""
    return [link(f"Rekap Excel, {k.label}", f"/unduh/daerah/rekap_{k.value}.xlsx", download=True) for k in kinds]
