"""Charts as SVG, the same bytes for the same numbers; the texts beside them say the same in words.

May not know what the numbers mean. Labels stand at the things they name; there is no legend and no
colour that alone carries a meaning.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from io import StringIO
from typing import Any

from klik_kit.core.bahasa import number
from klik_kit.reports.render import Html

INK, MUTED, LINE, ACCENT, WARM = "#16242b", "#4d5f68", "#d5dde0", "#1f4e5f", "#b5651d"
_SETTINGS: Any = {
    "svg.hashsalt": "klik_kit",
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 9,
    "text.parse_math": False,
    "axes.edgecolor": LINE,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "text.color": INK,
}


def radar(axes: Sequence[str], *, own: Sequence[float], other: Sequence[float], names: tuple[str, str]) -> Html:
    """Two outlines over the same axes, 0-100: ``own`` filled, ``other`` dashed, each named where it stands out.

    Drawn on plain axes: matplotlib's polar ones take ten times as long for the same picture.
    """
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    angles = [2 * math.pi * k / len(axes) for k in range(len(axes))]
    around = [2 * math.pi * k / 72 for k in range(73)]
    with rc_context(_SETTINGS):
        figure = Figure(figsize=(4.6, 3.3))
        plot = figure.add_axes((0.3, 0.12, 0.4, 0.7))
        plot.set_axis_off()
        plot.set_xlim(-101, 101)
        plot.set_ylim(-101, 101)
        plot.set_aspect("equal")
        for ring in (25, 50, 75, 100):
            plot.plot(*_turned([ring] * 73, around), color=LINE, linewidth=0.8)
        for angle in angles:
            plot.plot(*_turned([0, 100], [angle, angle]), color=LINE, linewidth=0.8)
        for ring in (50, 100):
            plot.annotate(str(ring), (ring * 0.38, ring * 0.92), ha="center", va="center", color=MUTED, fontsize=7)
        for label, angle in zip(axes, angles, strict=True):
            side, height = math.sin(angle), math.cos(angle)
            plot.annotate(
                _wrapped(label),
                (110 * side, 110 * height),
                annotation_clip=False,
                ha="center" if abs(side) < 0.1 else "left" if side > 0 else "right",
                va="bottom" if height > 0.9 else "top" if height < -0.9 else "center",
                color=MUTED,
            )
        plot.plot(*_turned([*other, other[0]], [*angles, 0.0]), color=WARM, linewidth=1.4, linestyle=(0, (4, 2)))
        plot.plot(*_turned([*own, own[0]], [*angles, 0.0]), color=ACCENT, linewidth=2)
        plot.fill(*_turned(own, angles), color=ACCENT, alpha=0.15)
        figure.text(0.02, 0.02, f"━ {names[0]}", color=ACCENT, weight="bold")
        figure.text(0.98, 0.02, f"╍ {names[1]}", color=WARM, weight="bold", ha="right")
        return _svg(figure)


def _turned(lengths: Sequence[float], angles: Sequence[float]) -> tuple[list[float], list[float]]:
    """Lengths at angles, from the top and clockwise, as x and y."""
    pairs = list(zip(lengths, angles, strict=True))
    return [length * math.sin(angle) for length, angle in pairs], [length * math.cos(angle) for length, angle in pairs]


def bars(labels: Sequence[str], counts: Sequence[int], *, axis: str) -> Html:
    """Counts as columns, each with its number above it."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context(_SETTINGS):
        figure = Figure(figsize=(4.6, 2.3))
        plot = figure.add_axes((0.03, 0.22, 0.95, 0.7))
        plot.bar(range(len(counts)), counts, color=ACCENT, width=0.72)
        for place, count in enumerate(counts):
            if count:
                plot.text(place, count, str(count), ha="center", va="bottom")
        plot.set_xticks(range(len(labels)), labels=[label.replace("–", "–\n") for label in labels])
        plot.set_xlabel(axis, color=MUTED)
        plot.set_yticks([])
        plot.spines["left"].set_visible(False)
        plot.tick_params(axis="x", length=0, labelsize=7)
        return _svg(figure)


def trend(years: Sequence[int], values: Sequence[Fraction], *, marks: Sequence[str], top: float) -> Html:
    """Values over years as a line, each labelled; a mark is a dashed line before its year, with its words."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    heights = [float(value) for value in values]
    with rc_context(_SETTINGS):
        figure = Figure(figsize=(4.6, 2.3))
        plot = figure.add_axes((0.06, 0.14, 0.88, 0.76))
        plot.plot(years, heights, color=ACCENT, linewidth=2, marker="o")
        for year, height, value, mark in zip(years, heights, values, marks, strict=True):
            plot.annotate(number(value, least=2), (year, height), (0, 7), textcoords="offset points", ha="center")
            if mark:
                plot.axvline(year - 0.5, color=WARM, linewidth=1, linestyle=(0, (4, 2)))
                left = year - min(years) > (max(years) - min(years)) / 2  # there is more room before the line
                plot.annotate(
                    mark,
                    (year - 0.5, 0.03),
                    (-4 if left else 4, 0),
                    xycoords=("data", "axes fraction"),
                    textcoords="offset points",
                    ha="right" if left else "left",
                    color=MUTED,
                )
        plot.set_xticks(list(years), labels=[str(year) for year in years])
        plot.set_xlim(min(years) - 0.6, max(years) + 0.6)
        plot.set_ylim(0, top)
        plot.set_yticks([0, top / 2, top], labels=[number(Fraction(t)) for t in (0, top / 2, top)])
        plot.tick_params(length=0)
        return _svg(figure)  # fmt: skip


def paired(
    labels: Sequence[str],
    first: Sequence[Fraction],
    second: Sequence[Fraction | None],
    *,
    names: tuple[str, str],
    unknown: str,
) -> Html:
    """Two bars a label, each with its name and number behind it; a value that is not known has words instead of a bar."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context(_SETTINGS):
        figure = Figure(figsize=(4.6, 0.72 * len(labels) + 0.2))
        plot = figure.add_axes((0.35, 0.02, 0.64, 0.96))
        most = float(max([*first, *(value for value in second if value is not None)], default=Fraction(1))) or 1.0
        for place, pair in enumerate(zip(first, second, strict=True)):
            for value, name, shift, colour in zip(pair, names, (-0.19, 0.19), (ACCENT, WARM), strict=True):
                length = 0.0 if value is None else float(value)
                plot.barh(place + shift, length, height=0.34, color=colour)
                said = unknown if value is None else number(value, least=2)
                plot.annotate(f"{name} {said}", (length, place + shift), (4, 0), textcoords="offset points", va="center", color=INK, fontsize=8)  # fmt: skip
        plot.set_yticks(range(len(labels)), labels=[_wrapped(label, 16) for label in labels])
        plot.set_ylim(len(labels) - 0.5, -0.5)
        plot.set_xlim(0, most * 1.35)
        plot.set_xticks([])
        plot.spines["bottom"].set_visible(False)
        plot.tick_params(length=0)
        return _svg(figure)


def _wrapped(label: str, width: int = 14) -> str:
    lines = [""]
    for word in label.split():
        if lines[-1] and len(lines[-1]) + len(word) + 1 > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)


def _svg(figure: Any) -> Html:
    """The figure without date, declaration and outside addresses; sized by the page."""
    stream = StringIO()
    figure.savefig(
        stream, format="svg", transparent=True, metadata={"Date": None, "Creator": None, "Format": None, "Type": None}
    )
    text = stream.getvalue()
    body = text[text.index("<svg") :]
    head, rest = body.split(">", 1)
    box = next(part for part in head.split('"') if part.count(" ") == 3)
    start = rest.index("<defs") if "<defs" in rest else 0
    return Html(
        f'<svg viewBox="{box}" aria-hidden="true" focusable="false">{rest[start:]}'.replace("xlink:href", "href")
    )
