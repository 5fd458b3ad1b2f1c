"""Where everything in a diagram of states stands: plain functions over plain values.

The states stand below one another, each a box that lists its ways out, so that the picture is as
wide as a phone whatever the service does. A way to the state just below is an arrow between the
boxes; other ways down run in lanes to the right of the boxes, ways back in lanes to the left.
All ways to one state from one side share its lane, as the tracks of a railway join.

Lengths are in pixels of the picture's own size.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from pencere.casework.definitions.diagram.graph import Exit, Graph, Node, Words
from pencere.casework.definitions.diagram.layers import ordered

Side = Literal["left", "right"]
SIDES: tuple[Side, ...] = ("left", "right")

BOX_WIDTH = 240
PADDING = 12
LINE = 18
"""From one line of words to the next."""
GAP = 26
"""Between two boxes with an arrow from one to the other."""
SMALL_GAP = 16
"""Between other boxes."""
ROW_GAP = 6
LANE = 11
"""From one lane to the next."""
LANE_MARGIN = 14
MARGIN = 6
START = 26
"""Room for the sign of the beginning."""
SIGN = 22
"""Room for a sign at a box's right side."""
SIZE = 14
"""Of the letters."""
NARROW = frozenset("iıIljtfr.,:;'|!()[]·’-“” ")
WIDE = frozenset("mwMWQ@%—…шщжюфымШЩЖЮФЫМДО")


def width_of(text: str, size: float = SIZE) -> float:
    """How wide words become at most, nearly: by kinds of letters, a little more than they need."""
    return size * sum(map(_letter, text))


def _letter(letter: str) -> float:
    if letter in NARROW:
        return 0.36
    if letter in WIDE:
        return 0.92
    return 0.72 if letter.isupper() else 0.62 if letter > "\u0250" else 0.59


def wrapped(words: Iterable[Words], width: float) -> tuple[tuple[Words, ...], ...]:
    """Lines that are no wider than `width`; nothing is left out. A longer word is cut in two.
    No line ends at a no-break space."""
    lines: list[list[Words]] = [[]]
    left = width
    for run in words:
        for word in _pieces(run.text, width):
            space = " " if lines[-1] else ""
            needed = width_of(space + word)
            if needed > left and lines[-1]:
                lines.append([])
                space, left, needed = "", width, width_of(word)
            lines[-1].append(Words(space + word, run.is_soft))
            left -= needed
    return tuple(_joined(line) for line in lines if line)


def _pieces(text: str, width: float) -> Iterator[str]:
    """Its words, and the parts of those that are too long for a line."""
    for word in filter(None, text.split(" ")):
        piece = ""
        for letter in word:
            if piece and width_of(piece + letter) > width:
                yield piece
                piece = ""
            piece += letter
        yield piece


def _joined(line: Sequence[Words]) -> tuple[Words, ...]:
    found: list[Words] = []
    for each in line:
        if found and found[-1].is_soft == each.is_soft:
            found[-1] = Words(found[-1].text + each.text, each.is_soft)
        else:
            found.append(each)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Row:
    """One way out, in its box. `y` is the middle of its first line, where its line begins."""

    exit: Exit
    y: float
    lines: tuple[tuple[Words, ...], ...]
    is_next: bool
    """Whether it leads to the box just below."""


@dataclass(frozen=True, slots=True)
class Box:
    """A state. Ways from elsewhere end at `entry_y`."""

    node: Node
    x: float
    y: float
    width: float
    height: float
    title: tuple[tuple[Words, ...], ...]
    note: tuple[tuple[Words, ...], ...]
    rows: tuple[Row, ...]

    @property
    def entry_y(self) -> float:
        return self.y + PADDING + LINE / 2

    @property
    def bottom(self) -> float:
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Track:
    """All ways to one state along one side, in a lane at `x`; the farthest first."""

    to: Box
    side: Side
    x: float
    rows: tuple[tuple[Box, Row], ...]


@dataclass(frozen=True, slots=True)
class Drop:
    """The arrow from a box to the one below; dashed when only time leads there."""

    x: float
    top: float
    bottom: float
    is_timer: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """The whole picture, outer lanes first."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    tracks: tuple[Track, ...]
    drops: tuple[Drop, ...]


def laid_out(graph: Graph) -> Layout:
    """Where each state, way and word of `graph` stands."""
    nodes = {node.code: node for node in graph.nodes}
    order = ordered(
        list(nodes),
        [(node.code, each.to) for node in graph.nodes for each in node.exits],
        first=graph.initial,
        last={node.code for node in graph.nodes if node.is_final},
    )
    place = {code: at for at, code in enumerate(order)}
    lanes = {side: _lanes(_spans(nodes, place, side)) for side in SIDES}
    left = MARGIN + _room(lanes["left"])
    boxes: list[Box] = []
    top: float = START
    for code, below in zip(order, [*order[1:], ""], strict=True):
        boxes.append(_box(nodes[code], below, x=left, y=top))
        has_drop = any(row.is_next for row in boxes[-1].rows)
        top = boxes[-1].bottom + (GAP if has_drop else SMALL_GAP)
    tracks = [
        _track(boxes, boxes[place[code]], side, lane, place)
        for side, found in lanes.items()
        for code, lane in found.items()
    ]
    return Layout(
        width=left + BOX_WIDTH + _room(lanes["right"]) + MARGIN,
        height=boxes[-1].bottom + MARGIN,
        boxes=tuple(boxes),
        tracks=tuple(sorted(tracks, key=lambda each: -lanes[each.side][each.to.node.code])),
        drops=tuple(_drops(boxes)),
    )


def _room(lanes: dict[str, int]) -> float:
    return LANE_MARGIN + LANE * max(lanes.values()) + MARGIN if lanes else MARGIN


def _side(at: int, to: int) -> Side | None:
    """Where a way runs; None for the one to the box just below."""
    if to == at + 1:
        return None
    return "right" if to > at else "left"


def _spans(nodes: dict[str, Node], place: dict[str, int], side: Side) -> dict[str, tuple[int, int]]:
    """By state: from which place to which its lane on `side` runs."""
    found: dict[str, tuple[int, int]] = {}
    for node in nodes.values():
        for each in node.exits:
            if _side(place[node.code], place[each.to]) == side:
                ends = (place[node.code], place[each.to], *found.get(each.to, ()))
                found[each.to] = (min(ends), max(ends))
    return found


def _lanes(spans: dict[str, tuple[int, int]]) -> dict[str, int]:
    """By state: its lane, 0 the one next to the boxes. Short ones stand inside; two in one lane
    never touch the same box."""
    lanes: dict[str, int] = {}
    for code, (top, bottom) in sorted(
        spans.items(), key=lambda item: (item[1][1] - item[1][0], item[1], item[0])
    ):
        taken = {
            lanes[other]
            for other, (begin, end) in spans.items()
            if other in lanes and begin <= bottom and top <= end
        }
        lanes[code] = next(lane for lane in range(len(spans)) if lane not in taken)
    return lanes


def _box(node: Node, below: str, *, x: float, y: float) -> Box:
    inner = BOX_WIDTH - 2 * PADDING
    title = wrapped([Words(node.title)], (inner - SIGN) / 1.06)  # titles are bold
    note = wrapped([Words(node.note, is_soft=True)], inner)
    rows: list[Row] = []
    top = y + PADDING + LINE * (len(title) + len(note))
    for each in node.exits:
        is_next = each.to == below
        lines = wrapped(each.words, inner - SIGN if is_next else inner)
        top += ROW_GAP
        rows.append(Row(each, top + LINE / 2, lines, is_next=is_next))
        top += LINE * len(lines)
    return Box(
        node,
        x=x,
        y=y,
        width=BOX_WIDTH,
        height=top + PADDING - y,
        title=title,
        note=note,
        rows=tuple(rows),
    )


def _track(boxes: Sequence[Box], to: Box, side: Side, lane: int, place: dict[str, int]) -> Track:
    at = place[to.node.code]
    found = [
        (box, row)
        for box in boxes
        for row in box.rows
        if row.exit.to == to.node.code and _side(place[box.node.code], at) == side
    ]
    rows = tuple(sorted(found, key=lambda each: -abs(each[1].y - to.entry_y)))
    aside = LANE_MARGIN + LANE * lane
    x = to.x - aside if side == "left" else to.x + to.width + aside
    return Track(to, side, x, rows)


def _drops(boxes: Sequence[Box]) -> Iterable[Drop]:
    for box, below in pairwise(boxes):
        rows = [row for row in box.rows if row.is_next]
        if rows:
            yield Drop(
                x=box.x + box.width / 2,
                top=box.bottom,
                bottom=below.y,
                is_timer=all(row.exit.is_timer for row in rows),
            )
