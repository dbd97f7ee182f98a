"""The material of the fictional kabupaten, read from ``material/``.

May not invent anything: names, texts and figures are in the YAML files.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parent / "material"
SEED = 2026


def chance(topic: str) -> random.Random:
    """A seeded source of chance for one topic, so that a change in one place leaves the others alone."""
    return random.Random(f"{SEED}/{topic}")


@cache
def material(name: str) -> Any:
    """One file of ``material/``."""
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))


@cache
def sectors() -> dict[str, Any]:
    """The common material of each sector."""
    return {name: sector for part in ("sectors_1", "sectors_2") for name, sector in material(part).items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """An innovation's own material, and the sector whose common material it shares."""

    sector: str
    name: str
    unit: str
    shape: str
    type: str
    stage: str
    urusan: str
    classification: str
    governance: bool
    basis: str
    steps: tuple[str, ...]
    texts: dict[str, str]

    @property
    def short(self) -> str:
        """The name without its explanation: ``AKTA SEHARI``."""
        return self.name.partition(" (")[0]


def seeds() -> Iterator[Seed]:
    """All innovations, in the order that gives them their ids: new ones go at the end of the last file."""
    for path in sorted((FOLDER / "innovations").glob("*.yaml")):
        for part in yaml.safe_load_all(path.read_text(encoding="utf-8")):
            for raw in part["innovations"]:
                yield _seed(part["sector"], raw)


def _seed(sector: str, raw: dict[str, Any]) -> Seed:
    shape = raw.get("shape", "new")
    stage = {"trial": "Uji Coba", "idea": "Inisiatif"}.get(shape, "Penerapan")
    texts = ("problem", "cause", "before", "after", "novelty", "develop", "goal", "result")
    return Seed(
        sector=sector,
        name=raw["name"],
        unit=raw["unit"],
        shape=shape,
        type=raw.get("type", "Non-Digital"),
        stage=raw.get("stage", stage),
        urusan=raw.get("urusan", sectors()[sector]["urusan"]),
        classification="Inovasi Masyarakat" if raw.get("class") == "masyarakat" else "Inovasi Perangkat Daerah",
        governance=raw.get("form") == "tata kelola",
        basis=raw.get("basis", "a"),
        steps=tuple(raw["steps"]),
        texts={name: raw.get(name, "") for name in texts},
    )
