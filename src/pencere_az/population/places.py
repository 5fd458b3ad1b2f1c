"""Places where people live, with the share of the country's people in each (rounded, unsure)."""

from __future__ import annotations

from typing import NamedTuple

from pencere_az.regions import regions


class Place(NamedTuple):
    """A town or district."""

    region: str
    """Name after ISO 3166-2:AZ."""
    settlement: str
    postal: str
    plates: int
    """The number that the plates of its cars begin with."""
    clinic: str


_CITIES = {
    "AZ-BA", "AZ-GA", "AZ-SM", "AZ-LA", "AZ-MI", "AZ-SR", "AZ-NA", "AZ-NV", "AZ-YE", "AZ-SA",
    "AZ-XA",
}  # fmt: skip
_WEIGHTS = {"AZ-BA": 230, "AZ-SM": 40, "AZ-GA": 35, "AZ-ABS": 22}
_RETURNING = {
    "AZ-CAB",
    "AZ-QBI",
    "AZ-ZAN",
    "AZ-KAL",
    "AZ-XCI",
    "AZ-XVD",
    "AZ-LAC",
    "AZ-SUS",
    "AZ-XA",
}
"""Places to which people are only coming back."""
_PLATES = {"AZ-BA": 10, "AZ-SM": 50, "AZ-GA": 20}


def _places() -> list[Place]:
    found: list[Place] = []
    free = [number for number in range(1, 73) if number not in (10, 20, 50)]
    for order, (code, name) in enumerate(regions().items()):
        if code == "AZ-NX":  # its districts and city stand on their own
            continue
        suffix = "şəhəri" if code in _CITIES else "rayonu"
        place = Place(
            region=name,
            settlement=f"{name} şəhəri" if code in _CITIES else f"{name} qəsəbəsi",
            postal=f"AZ{10 + order:02d}",
            plates=_PLATES.get(code, free[order % len(free)]),
            clinic=f"{name} {suffix} Mərkəzi Xəstəxanası",
        )
        weight = 1 if code in _RETURNING else _WEIGHTS.get(code, 9)
        found += [place] * weight
    return found


PLACES: list[Place] = _places()
"""Each as often as its share."""

STREET_NAMES = tuple(
    f"{name} küçəsi"
    for name in (
        "Nizami", "Füzuli", "Nəsimi", "Xaqani", "Səməd Vurğun", "Üzeyir Hacıbəyov", "28 May",
        "Mirzə Fətəli Axundzadə", "Cəfər Cabbarlı", "Hüseyn Cavid", "Şah İsmayıl Xətai", "Koroğlu",
        "Babək", "Məhəmməd Hadi", "Molla Pənah Vaqif", "Natəvan", "Atatürk", "Bülbül", "Azadlıq",
    )
)  # fmt: skip
