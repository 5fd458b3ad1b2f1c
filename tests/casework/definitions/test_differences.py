"""What changed between two versions is said in sentences, and nothing that counts is left out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.casework.definitions import sample

from pencere.casework.definitions.api import differences
from pencere.casework.definitions.folder import content_hash
from pencere.casework.definitions.nodes import parse


@pytest.fixture(autouse=True, scope="module")
def _in_english() -> Iterator[None]:
    with override("en"):
        yield


def said(old: str, new: str) -> list[str]:
    changed = sample.SOURCE.replace(old, new, 1)
    assert changed != sample.SOURCE, old
    found = differences(sample.definition(), sample.definition(changed))
    return [each.sentence for each in found]


def test_the_same_definition_has_no_differences() -> None:
    assert differences(sample.definition(), sample.definition()) == []


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("en: Parking}", "en: Parking place}", "Title (en) was “Parking”, is now “Parking place”."),
        ("verdict: reject", "verdict: review", "Verdict was reject, is now review."),
        ("form.length_m > 6.0", "form.length_m > 7.0", "Condition was “form.length_m > 6.0”, is"),
        ("kinds: [person]", "kinds: [person, foreigner]", "Kinds was person, is now person, for"),
    ],
)
def test_a_change_is_a_sentence(old: str, new: str, sentence: str) -> None:
    [found] = said(old, new)
    assert found.startswith(sentence)


def test_a_rule_that_is_gone_and_one_that_is_new_are_named() -> None:
    assert "The rule “no-licence” (no-licence) is gone." in said(
        "key: no-licence", "key: has-no-licence"
    )


def _hash(source: str) -> str:
    return content_hash(parse(source, file=sample.FILE))


LINES = sample.SOURCE.splitlines(keepends=True)


@settings(deadline=None)
@given(st.integers(0, len(LINES) - 1))
def test_a_line_that_can_be_left_out_is_missed(index: int) -> None:
    """Whatever one leaves out: where the rest is a definition of another meaning, it is said."""
    source = "".join(LINES[:index] + LINES[index + 1 :])
    if sample.problems_of(source) or _hash(source) == _hash(sample.SOURCE):
        return
    assert differences(sample.definition(), sample.definition(source))


def test_the_sentences_are_in_the_readers_language() -> None:
    with override("ru"):
        (sentence,) = said("verdict: reject", "verdict: review")

    assert "было reject, стало review" in sentence


def test_letters_are_made_large_as_the_language_does() -> None:
    with override("az"):
        sentences = said("not_same_as: [review]", "not_same_as: [granted]")

    assert sentences[0].startswith("İki şəxs qaydası")
