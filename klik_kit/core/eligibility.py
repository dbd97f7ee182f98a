"""May an innovation be reported this year? Its keranjang, and what stands in the way.

May not score. The rules are the edition's (FACTS.md, "Kelayakan"); the four baskets are the
clinic's words (USERS.md, "Keranjang").
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from klik_kit.core import bahasa
from klik_kit.core.portfolio import Innovation
from klik_kit.core.rubric import Edition


class Basket(StrEnum):
    """Where an innovation stands for this year's report."""

    REPORT = "lapor"
    DEVELOP = "kembangkan"
    NEXT_YEAR = "tahun_depan"
    NOT_YET = "belum_syarat"

    @property
    def label(self) -> str:
        """The words on screen."""
        return {
            "lapor": "Lapor tahun ini",
            "kembangkan": "Lapor bila dikembangkan",
            "tahun_depan": "Siapkan tahun depan",
            "belum_syarat": "Belum memenuhi syarat",
        }[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing about an innovation's eligibility. A warning does not keep it from being reported."""

    code: str
    text: str
    warning: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The basket (None where the portfolio says too little) and the findings behind it.

    ``counted`` tells whether the innovation enters the index: those to be reported this year, and
    those of which only scores are known.
    """

    basket: Basket | None
    findings: tuple[Finding, ...]

    @property
    def counted(self) -> bool:
        """Whether the index counts this innovation."""
        return self.basket in {None, Basket.REPORT}

    @property
    def problems(self) -> tuple[Finding, ...]:
        """The findings that keep it from being reported."""
        return tuple(f for f in self.findings if not f.warning)


def judge(edition: Edition, innovation: Innovation) -> Verdict:
    """The basket of an innovation under an edition's rules.

    The window counts first: an innovation too young waits for next year, one too old needs a
    development. Within the window a rancang bangun that is too short keeps it out. The stage is
    only a warning, since earlier portals also counted initiatives and trials.
    """
    if not innovation.profile_known:
        return Verdict(basket=None, findings=())
    findings: list[Finding] = []
    basket = _by_window(edition, innovation, findings)
    least = edition.eligibility.min_words
    if least is not None and innovation.words is not None and innovation.words < least:
        findings.append(
            Finding(code="rancang_bangun", text=f"Rancang bangun baru {innovation.words} kata, minimal {least} kata.")
        )
        if basket is Basket.REPORT:
            basket = Basket.NOT_YET
    stage = edition.eligibility.stage
    if stage and innovation.stage and innovation.stage != stage:
        findings.append(
            Finding(
                code="tahap", text=f"Tahap masih {innovation.stage}; portal dapat meminta tahap {stage}.", warning=True
            )
        )
    for earlier, later, text in (
        (innovation.trial, innovation.implemented, "Waktu penerapan lebih dahulu daripada waktu uji coba."),
        (innovation.implemented, innovation.developed, "Waktu pengembangan lebih dahulu daripada waktu penerapan."),
    ):
        if earlier is not None and later is not None and later < earlier:
            findings.append(Finding(code="urutan_tanggal", text=f"{text} Periksa tanggalnya.", warning=True))
    if not innovation.urusan:
        findings.append(Finding(code="urusan", text="Urusan utama belum diisi.", warning=True))
    return Verdict(basket=basket, findings=tuple(findings))


def _by_window(edition: Edition, innovation: Innovation, findings: list[Finding]) -> Basket:
    window, implemented, developed = edition.eligibility.window, innovation.implemented, innovation.developed
    if window is None:
        findings.append(
            Finding(code="jendela", text=f"Jendela waktu penerapan edisi {edition.id} tidak diketahui.", warning=True)
        )
        return Basket.REPORT
    if implemented is None:
        if innovation.stage and innovation.stage != edition.eligibility.stage:
            findings.append(Finding(code="penerapan", text="Inovasi belum diterapkan; siapkan untuk tahun depan."))
            return Basket.NEXT_YEAR
        findings.append(Finding(code="penerapan", text="Waktu penerapan belum diisi."))
        return Basket.NOT_YET
    if implemented > window.end:
        findings.append(
            Finding(
                code="jendela",
                text=f"Inovasi ini mulai diterapkan pada {bahasa.day(implemented)} sehingga belum dapat dilaporkan "
                f"tahun ini. Data disimpan untuk pelaporan tahun {implemented.year + 1}.",
            )
        )
        return Basket.NEXT_YEAR
    if implemented in window:
        return Basket.REPORT
    if window.older_if_developed and developed is not None and developed in window:
        return Basket.REPORT
    span = f"{bahasa.day(window.start)} s.d. {bahasa.day(window.end)}"
    findings.append(
        Finding(
            code="pengembangan",
            text=f"Diterapkan pada {bahasa.day(implemented)}, sebelum jendela {span}; "
            "dapat dilaporkan bila ada pengembangan pada jendela itu.",
        )
    )
    return Basket.DEVELOP if window.older_if_developed else Basket.NOT_YET
