"""The words of the public check: what each answer means, for one who has never heard of seals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from pencere.blocks.documents.values import DocumentState, FileState

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Verdict:
    """An answer: one sentence, a short tag, its colour, and what to do."""

    sentence: _StrPromise
    tag: _StrPromise
    colour: str
    """good, bad, wait or attention."""
    advice: _StrPromise


VERDICTS: dict[str, Verdict] = {
    "genuine": Verdict(
        _("This document is genuine and in force."),
        _("Genuine"),
        "good",
        _("Compare what stands below with the document that you were given."),
    ),
    "expired": Verdict(
        _("This document is genuine, but it is no longer in force."),
        _("Expired"),
        "attention",
        _("Ask its holder for a new one."),
    ),
    "not-yet-valid": Verdict(
        _("This document is genuine, but it is not yet in force."),
        _("Not yet in force"),
        "attention",
        _("Look below for the day from which it holds."),
    ),
    "suspended": Verdict(
        _("This document is suspended. It has no force for now."),
        _("Suspended"),
        "bad",
        _("Don't accept it until it is in force again. Check its number here once more then."),
    ),
    "replaced": Verdict(
        _("This document was replaced by a newer one."),
        _("Replaced"),
        "attention",
        _("Ask its holder for the new one."),
    ),
    "revoked": Verdict(
        _("This document was revoked. It has no force."),
        _("Revoked"),
        "bad",
        _("Don't accept it. Its holder can ask the agency why."),
    ),
    "preparing": Verdict(
        _("This document is being prepared."),
        _("In preparation"),
        "wait",
        _("It will be ready in a minute. Open this page again."),
    ),
    "altered": Verdict(
        _("This file was changed after it was sealed. Don't trust it."),
        _("Altered"),
        "bad",
        _("Ask for the original file, or check the number on the document."),
    ),
    "unknown": Verdict(
        _("There is no document with this number."),
        _("Unknown"),
        "bad",
        _("The number is well-formed, but no agency has given it out. The document may be forged."),
    ),
    "unknown-file": Verdict(
        _("The seal is good, but we have no such document on record."),
        _("Unknown"),
        "bad",
        _("Ask the agency that is named below."),
    ),
    "unknown-signer": Verdict(
        _("This file was signed, but not by a state agency that we know."),
        _("Unknown signer"),
        "bad",
        _(
            "We can't say whether it is genuine."
            " Only documents with a seal of a state agency can be checked here."
        ),
    ),
    "certificate-revoked": Verdict(
        _("The seal on this file was made with a certificate that had been revoked."),
        _("Seal not valid"),
        "bad",
        _("Don't accept it. Ask for a new document."),
    ),
    "not-signed": Verdict(
        _("This file has no electronic seal."),
        _("Not sealed"),
        "bad",
        _(
            "It may be a scan or a copy."
            " Check the number on the document, or ask for the original file."
        ),
    ),
    "unreadable": Verdict(
        _("We can't read this file."),
        _("Unreadable"),
        "bad",
        _("It is damaged, or locked with a password. Check the number on the document instead."),
    ),
    "not-pdf": Verdict(
        _("This is not a PDF file."),
        _("Not a PDF"),
        "bad",
        _("Choose the PDF file of the document, not a picture of it."),
    ),
}


def verdict(state: FileState | DocumentState, *, is_file: bool = False) -> Verdict:
    """The words for a state."""
    return VERDICTS["unknown-file" if is_file and state == "unknown" else state]
