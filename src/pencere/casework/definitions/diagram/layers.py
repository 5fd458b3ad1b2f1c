"""In which order the states of a diagram stand below one another: layers by the longest way
from the beginning, in each layer by the barycentre of the neighbours (Sugiyama, Tagawa and Toda
1981). Plain functions over codes; the same graph always gives the same order.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

SWEEPS = 4
"""Rounds of ordering down and up; small graphs don't change after the third."""
Edge = tuple[str, str]


def ordered(
    codes: Sequence[str],
    edges: Iterable[Edge],
    *,
    first: str,
    last: Collection[str] = (),
) -> list[str]:
    """All `codes`, from `first` down, so that as many edges as can lead downwards; `last` stand
    at the end. Edges with an unknown end count as not there."""
    known = set(codes)
    inner = [(a, b) for a, b in dict.fromkeys(edges) if a != b and a in known and b in known]
    roots = [first, *(code for code in codes if code != first)] if first in known else list(codes)
    forward = [edge for edge in inner if edge not in _leading_back(roots, inner)]
    depth = _depths(roots, forward)
    bottom = max(depth.values(), default=0) + 1
    layers: dict[int, list[str]] = {}
    for code in codes:
        layers.setdefault(bottom if code in last else depth[code], []).append(code)
    rows = [layers[level] for level in sorted(layers)]
    return [code for row in _settled(rows, forward) for code in row]


def _leading_back(roots: Sequence[str], edges: Sequence[Edge]) -> set[Edge]:
    """The edges to a state that one came through: without them there is no circle."""
    targets = _targets(edges)
    back: set[Edge] = set()
    done: set[str] = set()
    for root in roots:
        way, left = [root], {root: iter(targets.get(root, ()))}
        while way and root not in done:
            following = next(left[way[-1]], None)
            if following is None:
                done.add(way.pop())
            elif following in way:
                back.add((way[-1], following))
            elif following not in done:
                way.append(following)
                left[following] = iter(targets.get(following, ()))
    return back


def _depths(roots: Sequence[str], forward: Sequence[Edge]) -> dict[str, int]:
    """The longest way from the beginning to each state, in edges."""
    depth = dict.fromkeys(roots, 0)
    for _round in roots:  # no way is longer than there are states
        moved = False
        for source, target in forward:
            if depth[target] <= depth[source]:
                depth[target] = depth[source] + 1
                moved = True
        if not moved:
            break
    return depth


def _settled(rows: list[list[str]], forward: Sequence[Edge]) -> list[list[str]]:
    """Each layer sorted by the middle of the places of its neighbours, above and then below."""
    above, below = _targets((b, a) for a, b in forward), _targets(forward)
    for _sweep in range(SWEEPS):
        for neighbours, those in ((above, rows), (below, rows[::-1])):
            for row in those:
                places = {code: place for each in rows for place, code in enumerate(each)}
                row.sort(key=lambda code: _middle(code, neighbours, places))
    return rows


def _middle(code: str, neighbours: Mapping[str, list[str]], places: Mapping[str, int]) -> float:
    found = [places[each] for each in neighbours.get(code, ())]
    return sum(found) / len(found) if found else float(places[code])


def _targets(edges: Iterable[Edge]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for source, target in edges:
        found.setdefault(source, []).append(target)
    return found
