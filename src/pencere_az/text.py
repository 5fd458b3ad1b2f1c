"""Letters of Azerbaijani: casing, the order of the alphabet, the search form, the MRZ form.

PostgreSQL as we ship it knows no Azerbaijani collation, so keys made here are what columns
hold and compare byte by byte.
"""

from __future__ import annotations

import re
import unicodedata

ALPHABET = "abcçdeəfgğhxıijkqlmnoöprsştuüvyz"
TURKIC = frozenset({"az", "tr"})

_TO_UPPER = str.maketrans({"i": "İ", "ı": "I"})
_TO_LOWER = str.maketrans({"İ": "i", "I": "ı"})


def upper(text: str, language: str) -> str:
    """Upper case; in Azerbaijani i becomes İ and ı becomes I."""
    return (text.translate(_TO_UPPER) if language in TURKIC else text).upper()


def lower(text: str, language: str) -> str:
    """Lower case; in Azerbaijani İ becomes i and I becomes ı."""
    if language in TURKIC:
        text = text.translate(_TO_LOWER)
    # Outside Turkic languages Python keeps the dot of İ as a combining mark: drop it.
    return text.lower().replace("i̇", "i")


# --- The search form ---------------------------------------------------------------------
# People write one name in many ways: Əliyev, Eliyev, Aliyev, Aliev, Алиев. Each way is
# first brought to bare Latin letters, then letters that stand for each other are made one.

_CYRILLIC = str.maketrans(
    {
        **dict(zip("абвгдежзийклмнопрсту", "abvgdejziyklmnoprstu", strict=True)),
        **dict(zip("фхцчшщыэёәөүғҹһҝјўі", "fhscssieeaougchgyui", strict=True)),
        "ъ": "",
        "ь": "",
    }
)
_AFTER_CONSONANT = {"я": "a", "ю": "u"}
_ELSEWHERE = {"я": "ya", "ю": "yu"}
_LATIN = str.maketrans({"ə": "a", "ı": "i", "ǝ": "a", "w": "v", "æ": "a", "ø": "o", "ß": "s"})
_SAME_SOUND = str.maketrans({"e": "a", "j": "c", "x": "g", "h": "g", "q": "g"})

_IOTATED = re.compile(r"(?<=[бвгджзклмнпрстфхцчшщ])[яю]")
_IOTATED_ELSEWHERE = re.compile("[яю]")
_DIGRAPHS = (("dj", "c"), ("sh", "s"), ("ch", "c"), ("zh", "j"), ("kh", "h"), ("gh", "g"))
_WEAK_Y = re.compile(r"(?<=[a-z])y(?=[aeiouy])|\by(?=e)")
_FINAL_Y = re.compile(r"(?<=i)y")
_DOUBLED = re.compile(r"([a-z])\1+")
_WORDS = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """The search form of `text`: words of bare Latin letters, one space between.

    The spellings of one word in Azerbaijani, in Latin without marks, in English and in
    Russian transcription meet. A token with a digit in it (a document's number) only loses
    its case and marks.
    """
    text = unicodedata.normalize("NFC", text.translate(_TO_LOWER).lower())
    return " ".join(filter(None, (_folded_word(word) for word in _WORDS.findall(text))))


def _folded_word(word: str) -> str:
    word = _IOTATED.sub(lambda m: _AFTER_CONSONANT[m[0]], word)
    word = _IOTATED_ELSEWHERE.sub(lambda m: _ELSEWHERE[m[0]], word)
    word = _without_marks(word.translate(_CYRILLIC).translate(_LATIN))
    if any(c.isdigit() for c in word):
        return word
    for letters, one in _DIGRAPHS:
        word = word.replace(letters, one)
    word = _WEAK_Y.sub("", word)
    word = _FINAL_Y.sub("", word)
    word = word.translate(_SAME_SOUND)
    single = _DOUBLED.sub(r"\1", word)
    # An abbreviation of one letter (ООО) would be that letter, which says nothing.
    return word if len(single) == 1 and len(word) > 2 else single


def _without_marks(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c))


# --- Machine-readable zone ---------------------------------------------------------------

_MRZ = str.maketrans(
    {
        "Ə": "E", "Ç": "C", "Ğ": "G", "Ö": "OE", "Ş": "S", "Ü": "UE", "İ": "I",
        "'": "", "’": "", ".": "",
    }
)  # fmt: skip


def mrz(text: str) -> str:
    """The name as a machine-readable zone writes it: A-Z and `<` between words.

    After the recommended transliterations of ICAO Doc 9303 part 3, section 6, table A; Ə,
    which the table writes as E, keeps to it, and letters that it lacks lose their marks.
    """
    plain = _without_marks(upper(text, "az").translate(_MRZ))
    return re.sub(r"[^A-Z]+", "<", plain).strip("<")
