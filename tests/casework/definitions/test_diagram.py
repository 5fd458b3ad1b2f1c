"""The diagram of a service's states: all is in it, nothing lies on something else, and whoever
reads instead of looking gets the same from the table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations, pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from tests.casework.definitions import sample

from pencere.casework.definitions.api import diagram, standalone_diagram, table_of
from pencere.casework.definitions.diagram.graph import Exit, Graph, Node, Words
from pencere.casework.definitions.diagram.layers import ordered
from pencere.casework.definitions.diagram.rules import (
    Layout,
    Track,
    laid_out,
    width_of,
    wrapped,
)
from pencere.casework.definitions.folder import read_folder
from pencere.casework.definitions.model import ServiceDefinition
from pencere.casework.definitions.publishing import services_folder
from pencere.config.cli import main

SVG = "{http://www.w3.org/2000/svg}"
titles = st.text(min_size=1, max_size=60).filter(str.strip)


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Any states with any ways between them, circles and ways to oneself among them."""
    codes = [f"s{number}" for number in range(draw(st.integers(1, 12)))]
    nodes = []
    for code in codes:
        ends = draw(st.lists(st.tuples(st.sampled_from(codes), st.booleans()), max_size=5))
        exits = tuple(
            Exit(f"e{at}", to, (Words(draw(titles)), Words("· officer", True)), is_timer)
            for at, (to, is_timer) in enumerate(ends)
        )
        outcome = "" if exits else draw(st.sampled_from(["", "granted", "lapsed"]))
        nodes.append(
            Node(code, draw(titles), draw(st.sampled_from(["", "officer"])), exits, outcome)
        )
    return Graph("A service", draw(st.sampled_from(codes)), tuple(nodes))


@given(graphs())
def test_every_state_and_every_way_is_in_the_picture_once(graph: Graph) -> None:
    layout = laid_out(graph)

    assert sorted(box.node.code for box in layout.boxes) == sorted(n.code for n in graph.nodes)
    wanted = sorted((node.code, each.key) for node in graph.nodes for each in node.exits)
    written = [(box.node.code, row.exit.key) for box in layout.boxes for row in box.rows]
    assert sorted(written) == wanted
    in_lanes = [
        (box.node.code, row.exit.key, track.to.node.code)
        for track in layout.tracks
        for box, row in track.rows
    ]
    below = [
        (box.node.code, row.exit.key, following.node.code)
        for box, following in pairwise(layout.boxes)
        for row in box.rows
        if row.is_next
    ]
    led = sorted((node.code, each.key, each.to) for node in graph.nodes for each in node.exits)
    assert sorted(in_lanes + below) == led


@given(graphs())
def test_nothing_lies_on_something_else(graph: Graph) -> None:
    layout = laid_out(graph)

    for first, second in combinations(layout.boxes, 2):
        assert first.bottom < second.y or second.bottom < first.y
    for box in layout.boxes:
        assert box.x >= 0
        assert box.x + box.width <= layout.width
        assert box.y >= 0
        assert box.bottom <= layout.height
        levels = [box.entry_y, *(row.y for row in box.rows)]
        assert levels == sorted(set(levels))
    for track in layout.tracks:
        assert 0 < track.x < layout.width
        assert all(not box.x <= track.x <= box.x + box.width for box in layout.boxes)
    for one, other in combinations(layout.tracks, 2):
        if one.x == other.x:
            (top, bottom), (begin, end) = _reach(one), _reach(other)
            assert bottom < begin or end < top


def _reach(track: Track) -> tuple[float, float]:
    levels = [track.to.entry_y, *(row.y for _box, row in track.rows)]
    return min(levels), max(levels)


@given(graphs())
def test_the_same_states_give_the_same_picture(graph: Graph) -> None:
    assert laid_out(graph) == laid_out(graph)


@given(graphs())
def test_ends_stand_at_the_end(graph: Graph) -> None:
    finals = [box.node.is_final for box in laid_out(graph).boxes]
    assert finals == sorted(finals)


@given(st.lists(st.tuples(titles, st.booleans()), max_size=4), st.integers(40, 300))
def test_words_are_all_written_and_fit(runs: list[tuple[str, bool]], width: int) -> None:
    words = [Words(text, is_soft) for text, is_soft in runs]

    lines = wrapped(words, width)

    written = "".join(each.text for line in lines for each in line)
    assert written.replace(" ", "") == "".join(text for text, _soft in runs).replace(" ", "")
    for line in lines:
        text = "".join(each.text for each in line)
        assert width_of(text) <= width + 0.001 or len(text) == 1


@pytest.mark.parametrize(
    ("edges", "order"),
    [
        ([("a", "b"), ("b", "c"), ("a", "c")], ["a", "b", "c", "end"]),
        ([("a", "c"), ("c", "b"), ("b", "a")], ["a", "c", "b", "end"]),
        ([("a", "b"), ("b", "a"), ("a", "a")], ["a", "c", "b", "end"]),
        ([("a", "end"), ("a", "nowhere")], ["a", "b", "c", "end"]),
    ],
)
def test_ways_lead_down_where_they_can(edges: list[tuple[str, str]], order: list[str]) -> None:
    assert ordered(["a", "b", "c", "end"], edges, first="a", last={"end"}) == order


def _services() -> list[ServiceDefinition]:
    loaded, _problems = read_folder(services_folder())
    return [each.definition for each in loaded if each.definition.workflow.states]


def test_every_service_of_the_country_can_be_drawn_in_all_languages() -> None:
    for definition in _services():
        for language in ("az", "ru", "en"):
            drawn = ElementTree.fromstring(standalone_diagram(definition, language=language))
            words = re.sub(r"\s", "", "".join(drawn.itertext()))
            for state in definition.workflow.states.values():
                for text in (state.title, *(each.title for each in state.actions.values())):
                    assert re.sub(r"\s", "", text.in_language(language)) in words


def test_a_phone_shows_it_without_making_it_small() -> None:
    widths = [_layout(each).width for each in _services()]
    assert max(widths) <= 400


def _layout(definition: ServiceDefinition) -> Layout:
    from pencere.casework.definitions.diagram.words import graph_of

    return laid_out(graph_of(definition))


def _of_class(svg: str, kind: str) -> Sequence[ElementTree.Element]:
    found = ElementTree.fromstring(svg).iter()
    return [each for each in found if kind in each.get("class", "").split()]


def test_the_picture_is_told_and_keeps_to_the_strict_policy() -> None:
    with override("en"):
        svg = diagram(sample.definition(), id="way")

    drawn = ElementTree.fromstring(svg)
    assert drawn.get("role") == "img"
    assert drawn.get("aria-labelledby") == "way-title way-desc"
    assert drawn.findtext(f"{SVG}title") == "The way of an application: Parking"
    assert "It begins with: " in (drawn.findtext(f"{SVG}desc") or "")
    for each in drawn.iter():
        assert each.tag.removeprefix(SVG) not in {"style", "script", "image", "use", "a"}
        assert not {name for name in each.attrib if name == "style" or name.startswith("on")}


def test_where_a_case_stands_is_told_in_words_and_by_form() -> None:
    with override("en"):
        svg = diagram(sample.definition(), here="review", passed={"draft"})

    (here,) = _of_class(svg, "pn-diagram__box--here")
    (passed,) = _of_class(svg, "pn-diagram__box--passed")
    assert float(here.get("y", "")) > float(passed.get("y", ""))
    assert "The case is here: " in svg


def test_time_is_dashed_and_ends_have_two_outlines() -> None:
    definition = sample.definition()
    states = definition.workflow.states.values()
    svg = diagram(definition)

    assert len(_of_class(svg, "pn-diagram__inner")) == sum(each.is_final for each in states)
    assert bool(_of_class(svg, "pn-diagram__way--timer")) == any(each.timers for each in states)


def test_titles_cannot_break_out_of_the_picture() -> None:
    evil = sample.definition(sample.SOURCE.replace("en: Parking}", 'en: "<script>&amp;"}', 1))

    with override("en"):
        svg = diagram(evil)

    assert "<script" not in svg
    assert ElementTree.fromstring(svg).findtext(f"{SVG}title", "").endswith("<script>&amp;")


def test_the_table_says_the_same() -> None:
    for definition in _services()[:10]:
        rows = {row.code: row for row in table_of(definition)}
        assert list(rows) == list(definition.workflow.states)
        for box in _layout(definition).boxes:
            assert len(rows[box.node.code].exits) == len(box.rows)
            assert bool(rows[box.node.code].outcome) == box.node.is_final


def test_the_command_writes_a_file(tmp_path: Path) -> None:
    target = tmp_path / "passport.svg"
    words = ["definitions", "diagram", "interior.passport", "--language", "ru", "-o", str(target)]

    assert CliRunner().invoke(main, words).exit_code == 0

    drawn = target.read_text(encoding="utf-8")
    assert "<style>" in drawn
    assert "Черновик" in drawn
    assert "http" not in drawn.replace("http://www.w3.org/2000/svg", "")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["interior.passport", "--language", "xx"], "languages of the country"),
        (["interior.nothing"], "no definition"),
        (["advertising.outdoor-advertising"], "no workflow"),
    ],
)
def test_the_command_says_what_cannot_be_drawn(words: list[str], said: str) -> None:
    result = CliRunner().invoke(main, ["definitions", "diagram", *words])

    assert result.exit_code == 1
    assert said in result.output
