"""A diagram of states as SVG: inline for pages (classes only, so that the strict Content Security
Policy holds), or standing alone with its styles. The form says what colour says as well: double
outline and a sign for the ends, a heavy one for where a case stands, dashes for what time does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from django.contrib.staticfiles import finders
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override

from pencere.casework.definitions.diagram.graph import Graph, Words
from pencere.casework.definitions.diagram.rules import (
    LINE,
    PADDING,
    SIGN,
    START,
    Box,
    Drop,
    Layout,
    Row,
    Side,
    Track,
    laid_out,
    width_of,
)
from pencere.casework.definitions.diagram.words import graph_of
from pencere.casework.definitions.model import ServiceDefinition

STYLES = "ui/diagram-alone.css"
"""The styles of the picture with the palette that a page brings along otherwise."""
BEND = 6
"""Radius of the corners of ways."""
TIP = 6
"""Length of an arrow's head."""
BASELINE = 5
"""From the middle of a line of words down to its letters' foot."""
SIGNS = {
    "granted": "M-5 0 l3.5 4 l7 -8",
    "answered": "M-5 0 l3.5 4 l7 -8",
    "refused": "M-4.5 -4.5 l9 9 M4.5 -4.5 l-9 9",
    "withdrawn": "M-5 0 h10",
    "lapsed": "M-5 0 h10",
}
"""By outcome: a tick, a cross, a dash."""


def diagram(
    definition: ServiceDefinition,
    *,
    id: str = "states",
    here: str = "",
    passed: Collection[str] = (),
) -> SafeString:
    """The states of `definition` as an inline SVG in the active language.

    `id` begins the ids inside: another one for each picture of a page. `here` is the state in
    which a case stands, `passed` are those in which it was.
    """
    graph = graph_of(definition)
    return _svg(graph, laid_out(graph), id=id, here=here, passed=passed, styles=SafeString())


def standalone_diagram(definition: ServiceDefinition, *, language: str) -> str:
    """The same as a file of its own, in `language`."""
    found = finders.find(STYLES)
    styles = Path(str(found)).read_text(encoding="utf-8").strip()
    with override(language):
        graph = graph_of(definition)
        # Our own stylesheet; “<” can't stand in it unescaped.
        sheet = format_html("<style>{}</style>", mark_safe(styles.replace("<", "")))  # noqa: S308
        return _svg(graph, laid_out(graph), id="states", here="", passed=(), styles=sheet) + "\n"


def _svg(
    graph: Graph,
    layout: Layout,
    *,
    id: str,
    here: str,
    passed: Collection[str],
    styles: SafeString,
) -> SafeString:
    title = _("The way of an application: %(service)s") % {"service": graph.title}
    parts: list[SafeString] = [_start(layout.boxes[0]), *map(_drop, layout.drops)]
    for track in layout.tracks:
        parts += _track(track)
    for box in layout.boxes:
        parts += _box(box, is_here=box.node.code == here, is_passed=box.node.code in passed)
    return format_html(
        '<svg class="pn-diagram" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}"'
        ' width="{w}" height="{h}" role="img" aria-labelledby="{id}-title {id}-desc"'
        ' focusable="false"><title id="{id}-title">{title}</title>'
        '<desc id="{id}-desc">{desc}</desc>{styles}{parts}</svg>',
        w=_n(layout.width),
        h=_n(layout.height),
        id=id,
        title=title,
        desc=_description(graph, here),
        styles=styles,
        parts=_together(parts),
    )


def _description(graph: Graph, here: str) -> str:
    titles = {node.code: node.title for node in graph.nodes}
    words = {
        "count": len(graph.nodes),
        "first": titles[graph.initial],
        "last": ", ".join(node.title for node in graph.nodes if node.is_final),
    }
    said = _("Number of states: %(count)s. It begins with: %(first)s. It ends with: %(last)s.")
    if here in titles:
        return f"{said % words} " + _("The case is here: %(state)s.") % {"state": titles[here]}
    return said % words


def _start(first: Box) -> SafeString:
    x = first.x + first.width / 2
    return format_html(
        '<circle class="pn-diagram__start" cx="{}" cy="8" r="5"/>{}',
        _n(x),
        _arrow_down(x, 13, START, "pn-diagram__way"),
    )


def _drop(drop: Drop) -> SafeString:
    return _arrow_down(drop.x, drop.top, drop.bottom, _way_class(drop.is_timer))


def _arrow_down(x: float, top: float, bottom: float, kind: str) -> SafeString:
    return format_html(
        '<path class="{}" d="M{x} {} V{}"/>'
        '<path class="pn-diagram__tip" d="M{x} {} l-4.5 -{t} h9 Z"/>',
        kind,
        _n(top),
        _n(bottom - TIP),
        _n(bottom),
        x=_n(x),
        t=TIP,
    )


def _way_class(is_timer: bool) -> str:
    return "pn-diagram__way pn-diagram__way--timer" if is_timer else "pn-diagram__way"


def _track(track: Track) -> Iterator[SafeString]:
    """Its ways, on a ground that interrupts the lanes they cross, and the arrow's head.

    The farthest action and the farthest timer are drawn to the end, others only up to the lane
    that they share; so dashes don't lie on one another.
    """
    drawn: list[tuple[str, str]] = []
    for is_timer in (True, False):
        alike = [each for each in track.rows if each[1].exit.is_timer == is_timer]
        kind = _way_class(is_timer)
        drawn += [(kind, _way(track, *each, is_whole=not at)) for at, each in enumerate(alike)]
    for _kind, way in drawn:
        yield format_html('<path class="pn-diagram__ground" d="{}"/>', way)
    for kind, way in drawn:
        yield format_html('<path class="{}" d="{}"/>', kind, way)
    yield format_html(
        '<path class="pn-diagram__tip" d="M{} {} l{} -4.5 v9 Z"/>',
        _n(_edge(track.to, track.side)),
        _n(track.to.entry_y),
        _outwards(track.side) * TIP,
    )


def _way(track: Track, box: Box, row: Row, *, is_whole: bool) -> str:
    """From a box to the lane and, if `is_whole`, along it to the state that it leads to."""
    outwards = _outwards(track.side)
    down = 1 if track.to.entry_y > row.y else -1
    begin = (
        f"M{_n(_edge(box, track.side))} {_n(row.y)} H{_n(track.x - outwards * BEND)}"
        f" q{outwards * BEND} 0 {outwards * BEND} {down * BEND}"
    )
    if not is_whole:
        return begin
    return (
        f"{begin} V{_n(track.to.entry_y - down * BEND)}"
        f" q0 {down * BEND} {-outwards * BEND} {down * BEND}"
        f" H{_n(_edge(track.to, track.side) + outwards * TIP)}"
    )


def _outwards(side: Side) -> int:
    return -1 if side == "left" else 1


def _edge(box: Box, side: Side) -> float:
    return box.x if side == "left" else box.x + box.width


def _box(box: Box, *, is_here: bool, is_passed: bool) -> Iterator[SafeString]:
    node = box.node
    kind = "pn-diagram__box"
    kind += " pn-diagram__box--final" if node.is_final else ""
    kind += " pn-diagram__box--passed" if is_passed else ""
    kind += " pn-diagram__box--here" if is_here else ""
    yield _rect(box, kind, inset=0)
    if node.is_final:
        yield _rect(box, "pn-diagram__inner", inset=4)
    if sign := SIGNS.get(node.outcome) or (SIGNS["granted"] if is_passed and not is_here else ""):
        yield format_html(
            '<path class="pn-diagram__sign" transform="translate({} {})" d="{}"/>',
            _n(box.x + box.width - PADDING - 8),
            _n(box.entry_y),
            sign,
        )
    yield from _words(box, box.title, box.entry_y, "pn-diagram__title")
    yield from _words(box, box.note, box.entry_y + LINE * len(box.title), "pn-diagram__words")
    for row in box.rows:
        yield from _words(box, row.lines, row.y, "pn-diagram__words")
        if row.is_next:
            yield _turn(box, row)


def _rect(box: Box, kind: str, *, inset: float) -> SafeString:
    radius = min(20, box.height / 2) if box.node.is_final else 8
    return format_html(
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="{}"/>',
        kind,
        _n(box.x + inset),
        _n(box.y + inset),
        _n(box.width - 2 * inset),
        _n(box.height - 2 * inset),
        _n(radius - inset),
    )


def _turn(box: Box, row: Row) -> SafeString:
    """The sign of a way to the box just below."""
    written = sum(width_of(each.text) for each in row.lines[0])
    x = min(box.x + PADDING + written + 4, box.x + box.width - SIGN)
    return format_html(
        '<path class="pn-diagram__way" d="M{} {} h4 q5 0 5 5 v1"/>'
        '<path class="pn-diagram__tip" d="M{} {} l-4 -{t} h8 Z"/>',
        _n(x),
        _n(row.y - 3),
        _n(x + 9),
        _n(row.y + 3 + TIP),
        t=TIP,
    )


def _words(box: Box, lines: Sequence[Sequence[Words]], y: float, kind: str) -> Iterator[SafeString]:
    for at, line in enumerate(lines):
        yield format_html(
            '<text class="{}" x="{}" y="{}" xml:space="preserve">{}</text>',
            kind,
            _n(box.x + PADDING),
            _n(y + LINE * at + BASELINE),
            _together(map(_run, line)),
        )


def _run(words: Words) -> SafeString:
    if words.is_soft:
        return format_html('<tspan class="pn-diagram__soft">{}</tspan>', words.text)
    return format_html("{}", words.text)


def _together(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((each,) for each in parts))


def _n(value: float) -> str:
    """A length, no longer than needed."""
    return f"{value:.1f}".removesuffix(".0")
