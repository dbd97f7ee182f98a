"""The portfolio as JSON, and its score as JSON: a stable interface for other programs.

May not score. The shapes are in ``portfolio.schema.json`` and ``score.schema.json`` beside this
file; all numbers of a score are decimal texts, exact up to four decimals.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import Any

from klik_kit.core.bahasa import decimal
from klik_kit.core.portfolio import KIND_NAMES, Innovation, Portfolio, ScoreKind, Scores, check_portfolio, count_words
from klik_kit.core.rubric import Edition
from klik_kit.core.scoring import InnovationScore, RegionScore, RowScore, rows_of
from klik_kit.errors import ExchangeError, KlikError, PortfolioError, Problem
from klik_kit.exchange.cells import shown
from klik_kit.files import reason

_KEYS = {"edition", "spd", "spd_total", "spd_basis", "innovations", "score_kind"}
_PROFILE = {"stage", "trial_on", "implemented_on", "developed_on", "words", "rancang_bangun"}
_INNOVATION_KEYS = {"id", "opd", "name", "urusan", "levels", "basis", "maturity", *_PROFILE}
_MAX_BYTES = 200_000_000
_MOST_DIGITS = 40


def read_portfolio(
    path: Path, *, editions: Callable[[str], Edition], edition: str | None, kind: ScoreKind | None
) -> tuple[Edition, Portfolio, ScoreKind]:
    """A portfolio from a JSON file, its edition, and the kind of score its numbers are.

    Args:
        path: the file.
        editions: gives the edition with an id.
        edition: taken in place of the file's own.
        kind: taken in place of the file's own; ``mandiri`` where neither says.

    Raises:
        ExchangeError: the file is missing or no JSON.
        PortfolioError: it holds what no portfolio of this edition holds; all of it at once.
        KlikError: no edition has this id.
    """
    raw = _load(path)
    form = _Form(path.name)
    form.known(raw, _KEYS, "berkas")
    chosen = kind or form.kind(raw.get("score_kind"))
    named = edition or form.text(raw.get("edition"), "edition")
    spd = form.scores(raw, "spd", levels="spd", total="spd_total", basis="spd_basis")
    innovations = form.innovations(raw.get("innovations"), chosen)
    portfolio = Portfolio(edition=named or "", spd={chosen: spd} if spd else {}, innovations=innovations)
    if not named:
        form.say("edition", "belum diisi.", 'Tulis "edition": "iid-2026", atau gunakan --edition.')
        raise form.error()
    try:
        rubric = editions(named)
    except KlikError as error:
        form.say("edition", str(error))
        raise form.error() from error
    with_ids = tuple(innovation for innovation in innovations if innovation.id)
    form.problems += check_portfolio(rubric, replace(portfolio, innovations=with_ids))
    if form.problems:
        raise form.error()
    return rubric, portfolio, chosen


def _load(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise ExchangeError(f"Berkas {path.name} terlalu besar (paling besar {_MAX_BYTES // 1_000_000} MB).")
        raw = json.loads(
            path.read_text(encoding="utf-8-sig"),
            parse_int=_integer,
            parse_float=_decimal,
            parse_constant=Decimal,
            object_pairs_hook=_pairs,
        )
    except OSError as error:
        raise ExchangeError(f"Berkas {path} tidak dapat dibaca: {reason(error)}.") from error
    except json.JSONDecodeError as error:
        where = f"baris {error.lineno}, kolom {error.colno}"
        raise ExchangeError(f"Berkas {path.name} bukan JSON yang benar: periksa {where}.") from error
    except UnicodeDecodeError as error:
        raise ExchangeError(f"Berkas {path.name} bukan teks UTF-8. Simpan ulang sebagai UTF-8.") from error
    except RecursionError as error:
        raise ExchangeError(f"Berkas {path.name} bukan JSON yang benar: terlalu banyak tingkat.") from error
    if not isinstance(raw, dict):
        raise ExchangeError(f"Berkas {path.name} harus berisi satu objek JSON ({{…}}).")
    return raw


def _decimal(written: str) -> Decimal:
    """A number exactly as written; one that no computer needs becomes NaN, which is refused where it stands."""
    try:
        return Decimal(written)
    except InvalidOperation:
        return Decimal("NaN")


def _integer(written: str) -> int | Decimal:
    return int(written) if len(written) <= _MOST_DIGITS else _decimal(written)


class _Twice(dict[str, Any]):
    """An object with a key given twice; the keys are kept to be told."""

    twice: tuple[str, ...] = ()


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = _Twice(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        found.twice = tuple(dict.fromkeys(key for key in keys if keys.count(key) > 1))
    return found


class _Form:
    """Reads a portfolio's parts and collects every problem."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.problems: list[Problem] = []

    def say(self, where: str, what: str, mend: str = "") -> None:
        self.problems.append(Problem(where=where, what=what, mend=mend))

    def error(self) -> PortfolioError:
        return PortfolioError(f"Berkas {self._name} tidak dapat dinilai:", self.problems)

    def known(self, raw: Mapping[str, Any], keys: set[str], where: str) -> None:
        for key in raw:
            if key not in keys:
                self.say(where, f"kunci {key!r} tidak dikenal ({', '.join(sorted(keys))}).")
        for key in getattr(raw, "twice", ()):
            self.say(where, f"kunci {key!r} ditulis dua kali.")

    def text(self, value: object, where: str) -> str | None:
        if value is None:
            return None
        if not isinstance(value, str):
            self.say(where, "harus berupa teks.")
        elif re.search("[\ud800-\udfff\x00]", value):
            self.say(where, "berisi huruf yang rusak.")
        else:
            return value
        return None

    def kind(self, value: object) -> ScoreKind:
        if value is None:
            return ScoreKind.MANDIRI
        if isinstance(value, str) and value in KIND_NAMES:
            return ScoreKind(value)
        self.say("score_kind", f"{value!r} tidak dikenal ({', '.join(ScoreKind)}).")
        return ScoreKind.MANDIRI

    def innovations(self, raw: object, kind: ScoreKind) -> tuple[Innovation, ...]:
        if raw is None:
            return ()
        if not isinstance(raw, list):
            self.say("innovations", "harus berupa daftar.")
            return ()
        found = []
        for position, item in enumerate(raw, start=1):
            if not isinstance(item, dict):
                self.say(f"inovasi ke-{position}", "harus berupa objek.")
                continue
            found.append(self._innovation(item, position, kind))
        return tuple(found)

    def _innovation(self, item: Mapping[str, Any], position: int, kind: ScoreKind) -> Innovation:
        identity = item.get("id")
        where = f"inovasi {shown(identity)}" if isinstance(identity, str) and identity else f"inovasi ke-{position}"
        if not isinstance(identity, str) or not identity:
            self.say(where, "id harus berupa teks dan tidak kosong.")
        self.known(item, _INNOVATION_KEYS, where)
        scores = self.scores(item, where, levels="levels", total="maturity", basis="basis")
        design = self.text(item.get("rancang_bangun"), f"{where}, rancang_bangun")
        words = count_words(design) if design is not None else self._whole(item.get("words"), f"{where}, words")
        return Innovation(
            id=self.text(identity, f"{where}, id") or "" if isinstance(identity, str) else "",
            opd=self.text(item.get("opd"), f"{where}, opd") or "",
            name=self.text(item.get("name"), f"{where}, name") or "",
            urusan=self.text(item.get("urusan"), f"{where}, urusan") or "",
            stage=self.text(item.get("stage"), f"{where}, stage") or "",
            trial=self._day(item.get("trial_on"), f"{where}, trial_on"),
            implemented=self._day(item.get("implemented_on"), f"{where}, implemented_on"),
            developed=self._day(item.get("developed_on"), f"{where}, developed_on"),
            words=words,
            profile_known=any(item.get(key) is not None for key in _PROFILE),
            scores={kind: scores} if scores else {},
        )

    def scores(self, raw: Mapping[str, Any], where: str, *, levels: str, total: str, basis: str) -> Scores | None:
        given, amount, chosen = raw.get(levels), raw.get(total), raw.get(basis)
        found: dict[str, int] = {}
        for row, level in self._object(given, f"{where}, {levels}").items():
            if level is None:
                continue
            number = _as_integer(level)
            if number is None:
                self.say(where, f"baris {shown(row)}: parameter {_shown(level)} harus 0, 1, 2, atau 3.")
            else:
                found[row] = number
        kept = {}
        for row, key in self._object(chosen, f"{where}, {basis}").items():
            kept[row] = self.text(key, f"{where}, {basis} {row}") or ""
        points = None if amount is None else self._points(amount, f"{where}, {total}")
        return Scores(levels=found, total=points, basis=kept) if found or kept or points is not None else None

    def _object(self, value: object, where: str) -> Mapping[str, Any]:
        if value is None:
            return {}
        if isinstance(value, dict):
            for key in getattr(value, "twice", ()):
                self.say(where, f"baris {key!r} ditulis dua kali.")
            return value
        self.say(where, "harus berupa objek.")
        return {}

    def _points(self, value: object, where: str) -> Fraction | None:
        number = value if isinstance(value, Decimal) else None
        written = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
        if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", written):
            number = Decimal(written)
        if number is None or not number.is_finite():
            self.say(where, f"{_shown(value)} bukan angka.")
        elif number < 0:
            self.say(where, f"{_shown(value)} negatif.")
        elif (number and abs(number.adjusted()) > 30) or len(number.as_tuple().digits) > _MOST_DIGITS:
            self.say(where, f"{_shown(value)} di luar batas angka yang wajar.")
        else:
            return Fraction(number)
        return None

    def _whole(self, value: object, where: str) -> int | None:
        number = _as_integer(value)
        if value is not None and (number is None or number < 0):
            self.say(where, f"{_shown(value)} harus bilangan bulat 0 atau lebih.")
            return None
        return number

    def _day(self, value: object, where: str) -> date | None:
        if value is None:
            return None
        try:
            if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
                return date.fromisoformat(value)
        except ValueError:
            pass
        self.say(where, f"{_shown(value)} bukan tanggal tttt-bb-hh.")
        return None


def _as_integer(value: object) -> int | None:
    """A JSON number without decimals, ``2.0`` too; None for everything else."""
    if (
        isinstance(value, Decimal)
        and value.is_finite()
        and abs(value.adjusted()) <= 30
        and value == value.to_integral_value()
    ):
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _shown(value: object) -> str:
    written = str(value) if isinstance(value, Decimal) else shown(value)
    return written if len(written) <= _MOST_DIGITS else f"{written[:_MOST_DIGITS]}…"


def score_document(edition: Edition, score: RegionScore, *, warnings: Iterable[str] = ()) -> dict[str, Any]:
    """A region's score in the shape of ``score.schema.json``."""
    spd = score.spd.points
    return {
        "edition": score.edition,
        "score_kind": score.kind.value,
        "spd": None if spd is None else decimal(spd),
        "sid_mean": decimal(score.sid_mean),
        "divisor": str(score.divisor),
        "counted": str(score.counted),
        "urusan_wajib_covered": str(len(score.urusan_covered)),
        "urusan_wajib_missing": list(score.urusan_missing),
        "count_score": decimal(score.count_score, least=2),
        "total": decimal(score.total, least=2),
        "index": decimal(score.index, least=2, most=2),
        "predicate": score.predicate,
        "answered": str(score.answered),
        "questions": str(score.questions),
        "missing_mandatory": list(score.spd.missing_mandatory),
        "warnings": list(warnings),
        "spd_rows": [] if not score.spd.rows_known else _rows(rows_of(edition.spd, score.spd_levels)),
        "derivation": [
            {"name": s.name, "how": s.how, "value": decimal(s.value), "source": s.source} for s in score.steps
        ],
        "innovations": [innovation_document(edition, s) for s in score.innovations],
    }


def innovation_document(edition: Edition, score: InnovationScore) -> dict[str, Any]:
    """One innovation's score in the shape of ``score.schema.json``."""
    sheet, verdict = score.sheet, score.verdict
    return {
        "id": score.innovation.id,
        "opd": score.innovation.opd,
        "maturity": None if sheet.points is None else decimal(sheet.points),
        "from": "total" if sheet.from_total else "levels",
        "answered": str(sheet.answered),
        "questions": str(sheet.questions),
        "missing_mandatory": list(sheet.missing_mandatory),
        "basket": None if verdict.basket is None else verdict.basket.label,
        "counted": verdict.counted,
        "findings": [{"code": f.code, "text": f.text, "warning": f.warning} for f in verdict.findings],
        "rows": _rows(score.rows(edition)),
    }


def _rows(rows: Iterable[RowScore]) -> list[dict[str, Any]]:
    return [
        {
            "row": row.indicator.row,
            "weight": decimal(row.indicator.weight),
            "level": None if row.level is None else str(row.level),
            "points": None if row.points is None else decimal(row.points),
        }
        for row in rows
    ]


def portfolio_document(portfolio: Portfolio, *, kind: ScoreKind) -> dict[str, Any]:
    """A portfolio, for one kind of score, in the shape of ``portfolio.schema.json``."""
    spd = portfolio.spd_score(kind)
    return {
        "edition": portfolio.edition,
        "score_kind": kind.value,
        **_scores_document(spd, levels="spd", total="spd_total", basis="spd_basis"),
        "innovations": [_innovation_input(i, kind) for i in portfolio.innovations],
    }


def _innovation_input(innovation: Innovation, kind: ScoreKind) -> dict[str, Any]:
    profile = {
        "stage": innovation.stage if innovation.profile_known else None,
        "trial_on": innovation.trial and innovation.trial.isoformat(),
        "implemented_on": innovation.implemented and innovation.implemented.isoformat(),
        "developed_on": innovation.developed and innovation.developed.isoformat(),
        "words": innovation.words,
    }
    return {
        "id": innovation.id,
        "opd": innovation.opd,
        "name": innovation.name,
        "urusan": innovation.urusan,
        **{key: value for key, value in profile.items() if value is not None},
        **_scores_document(innovation.score(kind), levels="levels", total="maturity", basis="basis"),
    }


def _scores_document(scores: Scores, *, levels: str, total: str, basis: str) -> dict[str, Any]:
    found: dict[str, Any] = {levels: dict(scores.levels)} if scores.levels or scores.total is None else {}
    if scores.total is not None:
        found[total] = _exact(scores.total)
    return found | ({basis: dict(scores.basis)} if scores.basis else {})


def _exact(value: Fraction | None) -> str:
    """All the decimals of a number that was read from decimals."""
    places = next((n for n in range(_MOST_DIGITS) if (10**n * (value or 0)).denominator == 1), _MOST_DIGITS)
    return decimal(value or Fraction(0), most=places)


def schemas() -> dict[str, Any]:
    """The JSON Schemas of both shapes, by name."""
    folder = Path(__file__).parent
    return {
        name: json.loads((folder / f"{name}.schema.json").read_text(encoding="utf-8"))
        for name in ("portfolio", "score")
    }
