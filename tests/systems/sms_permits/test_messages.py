"""What people write is read, however they write it; what can't be read is named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pencere.systems.sms_permits.messages import Read, Writing
from pencere.systems.sms_permits.rules import Reason
from pencere_az.permits import permit_messages

_SAID = permit_messages()
WRITING = Writing(
    series=_SAID.series,
    languages=_SAID.language_words,
    scripts=_SAID.script_languages,
    help=_SAID.help_words,
)
ALIKE = {
    **dict(zip("ABEHIKMOPTXYZ", "ΑΒΕΗΙΚΜΟΡΤΧΥΖ", strict=True)),
}
CYRILLIC = dict(zip("ABEKMHOPCTYX", "АВЕКМНОРСТУХ", strict=True))
FULL_WIDTH = {chr(n): chr(n + 0xFEE0) for n in range(0x30, 0x5B)}


@pytest.mark.parametrize(
    ("text", "index", "document"),
    [
        ("2 AZE 1111111", "2", "AZE1111111"),
        ("2#AZE12345678", "2", "AZE12345678"),
        ("2-aze-12345678", "2", "AZE12345678"),
        ("2aze12345678", "2", "AZE12345678"),
        ("2AZE1234567", "2", "AZE1234567"),
        ("  2 ## -- AZE\n1234 5678 ", "2", "AZE12345678"),
        ("2 AZƏ 12345678", "2", "AZE12345678"),
        ("２　ＡＺＥ１２３４５６７８", "2", "AZE12345678"),
        ("2 ΑΖΕ12345678", "2", "AZE12345678"),
        ("٢ AZE ١٢٣٤٥٦٧٨", "2", "AZE12345678"),
        ("2️⃣ AZE12345678", "2", "AZE12345678"),
        ("02 AA1234567", "2", "AA1234567"),
        ("1 aa 1234567", "1", "AA1234567"),
        ("3 MYİ 1234567", "3", "MYİ1234567"),
        ("3 myi1234567", "3", "MYİ1234567"),
        ("3 MYı1234567", "3", "MYİ1234567"),
        ("3 MY1 1234567", "3", "MYİ1234567"),
        ("3 myİ1234567", "3", "MYİ1234567"),
        ("1dyi1234567", "1", "DYİ1234567"),
        ("1 ДЙИ 1234567", "1", "DYİ1234567"),
        ("1 МОМ 1234567", "1", "MOM1234567"),
        ("1 M0M 1234567", "1", "MOM1234567"),
        ("2 AZE1234567O", "2", "AZE12345670"),
        ("2 AZE1234567l", "2", "AZE12345671"),
        ("2\x00AZE\x0712345678\u200b", "2", "AZE12345678"),
        ("Salam, 2 AZE12345678 zəhmət olmasa 🙏", "2", "AZE12345678"),
        ("2 №AZE12345678", "2", "AZE12345678"),
        ("2 RU1234567", "2", "RU1234567"),
        ("7 AZE12345678", "7", "AZE12345678"),
    ],
)
def test_a_request_is_read(text: str, index: str, document: str) -> None:
    read = WRITING.read(text)
    assert (read.index, read.document, read.problem) == (index, document, None)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", Reason.NOTHING_ASKED),
        ("salam", Reason.NOTHING_ASKED),
        ("😀😀😀", Reason.NOTHING_ASKED),
        ("x" * 2000, Reason.NOTHING_ASKED),
        ("AZE12345678", Reason.NO_PURPOSE),
        ("# AA1234567", Reason.NO_PURPOSE),
        ("XYZ12345678", Reason.NO_PURPOSE),
        ("2", Reason.NO_DOCUMENT),
        ("2 çörək", Reason.NO_DOCUMENT),
        ("2 AZE", Reason.DOCUMENT_TOO_SHORT),
        ("2 AZE 123456", Reason.DOCUMENT_TOO_SHORT),
        ("2 AA 123456", Reason.DOCUMENT_TOO_SHORT),
        ("2 AZE 123456789", Reason.DOCUMENT_TOO_LONG),
        ("2 MYİ 12345678", Reason.DOCUMENT_TOO_LONG),
        ("2 XYZ 1234567", Reason.DOCUMENT_SERIES),
        ("21234567", Reason.DOCUMENT_SERIES),
        ("2 12345678", Reason.DOCUMENT_SERIES),
        ("12345 AZE12345678", Reason.DOCUMENT_SERIES),
        ("?", Reason.HELP),
        ("？", Reason.HELP),
        ("help", Reason.HELP),
        ("HELP ME", Reason.NOTHING_ASKED),
        ("ru", Reason.LANGUAGE),
    ],
)
def test_what_is_wrong_is_named(text: str, problem: Reason) -> None:
    assert WRITING.read(text).problem == problem


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("2 AZE12345678", ""),
        ("3 MYİ1234567", ""),
        ("2 AZE12345678 RU", "ru"),
        ("en 2 AZE12345678", "en"),
        ("AZ", "az"),
        ("2 АЗЕ12345678", "ru"),
        ("2 АЗЕ12345678 az", "az"),
        ("köməк", "az"),
        ("KÖMƏK", "az"),
        ("помощь", "ru"),
        ("ПОМОЩЬ EN", "en"),
        ("Рус", "ru"),
        ("info", "en"),
        ("?", ""),
    ],
)
def test_a_message_tells_its_language(text: str, language: str) -> None:
    assert WRITING.read(text).language == language


def test_two_requests_in_one_message_are_none() -> None:
    read = WRITING.read("sabah 2 AZE12345678 ve 2 AZE87654321")
    assert read.document == ""


separators = st.text(alphabet=" #-./,_\n\t", max_size=3)
numbers = st.one_of(
    st.from_regex(r"AZE[0-9]{7,8}", fullmatch=True),
    st.from_regex(r"(MYİ|DYİ|MOM)[0-9]{7}", fullmatch=True),
    st.from_regex(r"(AA|AB|AD)[0-9]{7}", fullmatch=True),
)


@given(st.data(), st.integers(1, 99), numbers)
def test_any_writing_of_a_request_says_the_same(
    data: st.DataObject, index: int, number: str
) -> None:
    """Each letter in any script and case, separators anywhere between."""
    written = []
    for letter in f"{index}{number}":
        ways = [letter, letter.lower(), FULL_WIDTH.get(letter, letter), ALIKE.get(letter, letter)]
        ways += [CYRILLIC.get(letter, letter), CYRILLIC.get(letter, letter).lower()]
        ways += ["I", "i", "ı", "İ"] if letter == "İ" else []
        written.append(data.draw(st.sampled_from(ways)))
    parts = [str(index), "".join(written[len(str(index)) :])]
    text = data.draw(separators) + data.draw(separators).join(parts) + data.draw(separators)
    read = WRITING.read(text)
    assert (read.index, read.document, read.problem) == (str(index), number, None)


@given(st.text(max_size=400))
def test_garbage_is_answered_not_stumbled_over(text: str) -> None:
    read = WRITING.read(text)
    assert isinstance(read, Read)
    assert (read.problem is None) == bool(read.document)
    assert read.document.replace("İ", "I").isascii()
    assert read.index.isascii()
