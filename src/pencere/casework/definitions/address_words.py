"""Addresses for a document: a document names places in words, never by the codes of a form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pencere.kernel.pack import AddressBook, pack


def in_words(value: Any) -> Any:
    """`value` as JSON with each address in it, at any depth, as a text in every language."""
    if isinstance(value, list):
        return [in_words(each) for each in value]
    if not isinstance(value, Mapping):
        return value
    book = pack().addresses()
    if "locality" in value and value.get("region") in book.regions():
        return {
            language: _line(value, book, language) for language in book.regions()[value["region"]]
        }
    return {key: in_words(each) for key, each in value.items()}


def _line(address: Mapping[str, Any], book: AddressBook, language: str) -> str:
    """`Region, town, street 10/5, postal code`."""
    region, locality = str(address["region"]), str(address["locality"])
    town = book.localities(region).get(locality)
    street = str(address.get("street", ""))
    known = book.streets(region, locality).get(street)
    house = "/".join(str(address[part]) for part in ("house", "flat") if address.get(part))
    parts = (
        book.regions()[region].in_language(language),
        town.in_language(language) if town else locality,
        f"{known.in_language(language) if known else street} {house}".strip(),
        str(address.get("postal_code", "")),
    )
    return ", ".join(part for part in parts if part)
