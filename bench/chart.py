"""Charts as SVG text, for a page that asks nobody for anything."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

WIDTH: Final = 340
HEIGHT: Final = 130
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 10, 10, 18
_BAR: Final = 18
_NAMES: Final = 84

_SPOT: Final = Markup(
    '<circle class="spot" cx="{:.1f}" cy="{:.1f}" r="3"><title>{}: {:g}</title></circle>'
)
_PART: Final = Markup(
    '<rect class="part part{}" x="{:.1f}" y="0" width="{:.1f}" height="{}">'
    "<title>{}: {:.0%} of a core</title></rect>"
)
_SVG: Final = Markup(
    '<svg role="img" aria-label="{}" viewBox="0 0 {} {}" width="{}" height="{}">{}</svg>'
)


@dataclass(frozen=True)
class Level:
    """A value that others are held against, as a dashed line."""

    name: str
    value: float


def lines(title: str, points: Sequence[tuple[str, float]], levels: Sequence[Level]) -> Markup:
    """Draw values over time, each with its label, and the levels."""
    top = 1.1 * max([value for _, value in points] + [level.value for level in levels] + [1e-9])
    step = (WIDTH - _LEFT - _RIGHT) / max(1, len(points) - 1)
    spots = [
        (_LEFT + number * step, _height(value, top)) for number, (_, value) in enumerate(points)
    ]
    inside = [_axis(top), *(_level(level, top) for level in levels)]
    inside.append(
        Markup('<polyline class="line" points="{}"/>').format(
            " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)
        )
    )
    for (x, y), (label, value) in zip(spots, points, strict=True):
        inside.append(_SPOT.format(x, y, label, value))
    return _svg(title, HEIGHT, inside)


def bars(title: str, values: Mapping[str, float]) -> Markup:
    """Draw one bar for each name, the first one marked as ours."""
    top = max([*values.values(), 1e-9])
    room = WIDTH - _NAMES - 60
    inside = []
    for number, (name, value) in enumerate(values.items()):
        y = number * (_BAR + 4)
        kind = "bar" if number else "bar ours"
        inside += [
            Markup('<text x="{}" y="{}" text-anchor="end">{}</text>').format(
                _NAMES - 6, y + 13, name
            ),
            Markup('<rect class="{}" x="{}" y="{}" width="{:.1f}" height="{}"/>').format(
                kind, _NAMES, y, max(1.0, room * value / top), _BAR
            ),
            Markup('<text x="{:.1f}" y="{}">{:g}</text>').format(
                _NAMES + max(1.0, room * value / top) + 5, y + 13, value
            ),
        ]
    return _svg(title, len(values) * (_BAR + 4), inside)


def stack(title: str, shares: Mapping[str, float], whole: float) -> Markup:
    """Draw parts of a whole beside each other in one bar; small parts go together."""
    big = {name: share for name, share in shares.items() if share >= whole / 40}
    rest = sum(shares.values()) - sum(big.values())
    inside, x = [], 0.0
    for number, (name, share) in enumerate([*big.items(), ("others", rest)]):
        width = WIDTH * max(0.0, share) / whole
        inside.append(_PART.format(number % 8, x, width, _BAR, name, share))
        x += width
    return _svg(title, _BAR, inside)


def _height(value: float, top: float) -> float:
    return HEIGHT - _BOTTOM - (HEIGHT - _TOP - _BOTTOM) * value / top


def _axis(top: float) -> Markup:
    y = _height(top, top)
    return Markup(
        '<line class="axis" x1="{0}" y1="{1}" x2="{0}" y2="{2}"/>'
        '<line class="axis" x1="{0}" y1="{2}" x2="{3}" y2="{2}"/>'
        '<text x="{4}" y="{5}" text-anchor="end">{6:.3g}</text>'
        '<text x="{4}" y="{2}" text-anchor="end">0</text>'
    ).format(_LEFT, y, HEIGHT - _BOTTOM, WIDTH - _RIGHT, _LEFT - 5, y + 8, top)


def _level(level: Level, top: float) -> Markup:
    y = _height(level.value, top)
    return Markup(
        '<line class="level" x1="{}" y1="{:.1f}" x2="{}" y2="{:.1f}"/>'
        '<text class="level" x="{}" y="{:.1f}" text-anchor="end">{} {:g}</text>'
    ).format(_LEFT, y, WIDTH - _RIGHT, y, WIDTH - _RIGHT, y - 3, level.name, level.value)


def _svg(title: str, height: float, inside: Sequence[Markup]) -> Markup:
    return _SVG.format(title, WIDTH, height, WIDTH, height, Markup("").join(inside))
