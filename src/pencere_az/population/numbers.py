"""Numbers of made-up people: each valid, each given once, each computed from a count.

A count is turned into a number that looks random by an affine permutation, so that chunks
made in different processes never give the same number twice, without asking each other.
"""

from __future__ import annotations

from pencere_az.identifiers import FIN_LETTERS

BASE = len(FIN_LETTERS)
FIN_COUNT: int = BASE**7
_FIN_STEP = 31_415_926_535 | 1  # odd and not a multiple of 17: coprime to 34
_FIN_START = 27_182_818_284


def permuted(count: int, size: int, step: int) -> int:
    """`count` moved to another place below `size`; `step` must be coprime to `size`."""
    return (count * step + size // 3) % size


def fin(count: int) -> str:
    """The personal identifier of the person number `count`."""
    place = (count * _FIN_STEP + _FIN_START) % FIN_COUNT
    return _letters(place, 7)


def fin_count(value: str) -> int:
    """Which count gives this identifier: the inverse of `fin`."""
    place = 0
    for letter in value:
        place = place * BASE + FIN_LETTERS.index(letter)
    return (place - _FIN_START) * pow(_FIN_STEP, -1, FIN_COUNT) % FIN_COUNT


def foreigner_pin(count: int) -> str:
    """The identifier of a foreigner: six characters."""
    return _letters(permuted(count, BASE**6, 141_421_357), 6)


def _letters(place: int, length: int) -> str:
    letters = []
    for _ in range(length):
        place, rest = divmod(place, BASE)
        letters.append(FIN_LETTERS[rest])
    return "".join(reversed(letters))


def series(count: int, first: str = "A") -> str:
    """Two letters and seven digits (`AA1234567`); `first` is the first letter."""
    block, within = divmod(count, 10_000_000)
    return f"{first}{chr(65 + block % 26)}{permuted(within, 10_000_000, 7_654_321):07d}"


def passport(count: int) -> str:
    """A letter and eight digits."""
    return f"C{permuted(count, 100_000_000, 61_803_399):08d}"


PLATE_NUMBERS = 26 * 26 * 999


def plate(region: int, count: int) -> str:
    """A car's plate of a region: `count` gives letters and digits, each pair once."""
    letters, digits = divmod(permuted(count % PLATE_NUMBERS, PLATE_NUMBERS, 271_829), 999)
    first, second = divmod(letters, 26)
    return f"{region:02d}-{chr(65 + first)}{chr(65 + second)}-{digits + 1:03d}"


_VOEN_WEIGHTS = (4, 1, 8, 6, 2, 7, 5, 3)


def voen(count: int, *, status: int = 1) -> str:
    """The taxpayer's number of the organisation number `count`; `status` 2 of a natural person."""
    seven = f"{permuted(count, 9_000_000, 1_618_033) + 1_000_000:07d}"
    partial = sum(w * int(n) for w, n in zip(_VOEN_WEIGHTS[:7], seven, strict=True))
    for last in range(10):
        check = (partial + _VOEN_WEIGHTS[7] * last) % 11
        if check < 10:
            return f"{seven}{last}{check}{status}"
    raise AssertionError("3 × last runs through all residues of 11")


BANKS = {
    "NABZ": "Azərbaycan Respublikasının Mərkəzi Bankı",
    "AIIB": "Azərbaycan Sənaye Bankı",
    "IBAZ": "Azərbaycan Beynəlxalq Bankı",
    "PAHA": "PAŞA Bank",
    "BRES": "Bank Respublika",
}
PERSONAL_BANKS = ("IBAZ", "PAHA", "BRES")
_BANK_NUMBERS = {code: int("".join(str(int(c, 36)) for c in code)) for code in BANKS}
_AZ = 1035  # A = 10, Z = 35


def iban(bank: str, account: int) -> str:
    """An account number with its check digits (ISO 13616)."""
    number = _BANK_NUMBERS[bank] * 10**20 + account
    check = 98 - (number * 10**6 + _AZ * 100) % 97
    return f"AZ{check:02d}{bank}{account:020d}"


_MOBILE = ("50", "51", "55", "70", "77", "99", "10")


def phone(count: int) -> str:
    """A mobile number in E.164."""
    block, within = divmod(count, 8_000_000)
    number = permuted(within, 8_000_000, 4_142_137) + 2_000_000
    return f"+994{_MOBILE[block % len(_MOBILE)]}{number:07d}"


_EPOCH_MS = 1_735_689_600_000  # 1 January 2025: before what the platform itself makes
PARTY, ORGANISATION, RECORD, MANDATE = "8", "9", "a", "b"


class Ids:
    """UUIDs in the layout of version 7 for one chunk, growing, the same for the same seed."""

    def __init__(self, chunk: int, salt: int) -> None:
        stamp = f"{_EPOCH_MS + chunk:012x}"
        self._stamp = f"{stamp[:8]}-{stamp[8:]}-7"
        self._salt = salt

    def __call__(self, kind: str, count: int) -> str:
        """The id of the thing number `count` (below 2^24) of a `kind` in this chunk."""
        tail = (count * 0x9E3779B97F4B + self._salt) & 0xFFFFFFFFFFFF
        return f"{self._stamp}{count >> 12 & 0xFFF:03x}-{kind}{count & 0xFFF:03x}-{tail:012x}"
