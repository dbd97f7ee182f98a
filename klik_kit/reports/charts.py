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
    """Two outlines over the same axes, 0-100: ``own`` filled, ``other`` dashed, each named where it stands out."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    angles = [2 * math.pi * k / len(axes) for k in range(len(axes))]
    with rc_context(_SETTINGS):
        figure = Figure(figsize=(4.6, 3.3))
        plot: Any = figure.add_axes((0.3, 0.12, 0.4, 0.7), projection="polar")
        plot.set_theta_zero_location("N")
        plot.set_theta_direction(-1)
        plot.set_ylim(0, 100)
        plot.set_yticks([25, 50, 75, 100], labels=["", "50", "", "100"], fontsize=7)
        plot.set_xticks(angles, labels=[_wrapped(axis) for axis in axes])
        plot.tick_params(axis="x", pad=4)
        for label, angle in zip(plot.get_xticklabels(), angles, strict=True):
            side = math.sin(angle)
            label.set_horizontalalignment("center" if abs(side) < 0.1 else "left" if side > 0 else "right")
        plot.grid(color=LINE, linewidth=0.8)
        plot.spines["polar"].set_color(LINE)
        closed = [*angles, angles[0]]
        plot.plot(closed, [*other, other[0]], color=WARM, linewidth=1.4, linestyle=(0, (4, 2)))
        plot.plot(closed, [*own, own[0]], color=ACCENT, linewidth=2)
        plot.fill(closed, [*own, own[0]], color=ACCENT, alpha=0.15)
        figure.text(0.02, 0.02, f"━ {names[0]}", color=ACCENT, weight="bold")
        figure.text(0.98, 0.02, f"╍ {names[1]}", color=WARM, weight="bold", ha="right")
        return _svg(figure)


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
                plot.annotate(
                    mark,
                    (year - 0.5, 0.03),
                    (4, 0),
                    xycoords=("data", "axes fraction"),
                    textcoords="offset points",
                    color=MUTED,
                )
        plot.set_xticks(list(years), labels=[str(year) for year in years])
        plot.set_xlim(min(years) - 0.6, max(years) + 0.6)
        plot.set_ylim(0, top)
        plot.set_yticks([0, top / 2, top], labels=[number(Fraction(t)) for t in (0, top / 2, top)])
        plot.tick_params(length=0)
        return _svg(figure)  # fmt: skip


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
