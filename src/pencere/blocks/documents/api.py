"""What others may ask of documents: order one, find, download, revoke and check it;
and, for who keeps the right that it proves, let it share that right's fate (`standing`).
`rendered` makes a paper that isn't issued, sealed nor kept."""

from __future__ import annotations

from pencere.blocks.documents import words
from pencere.blocks.documents.actions import order, revoke
from pencere.blocks.documents.checks import check_file, check_number
from pencere.blocks.documents.listeners import on_issued
from pencere.blocks.documents.models import IssuedDocument
from pencere.blocks.documents.queries import document, documents_of, download, may_revoke
from pencere.blocks.documents.rendering import rendered
from pencere.blocks.documents.standing import replace, restore, suspend, withdraw
from pencere.blocks.documents.values import DocumentState, FileReport, FileState, PublicStatus

__all__ = [
    "DocumentState",
    "FileReport",
    "FileState",
    "IssuedDocument",
    "PublicStatus",
    "check_file",
    "check_number",
    "document",
    "documents_of",
    "download",
    "may_revoke",
    "on_issued",
    "order",
    "rendered",
    "replace",
    "restore",
    "revoke",
    "suspend",
    "withdraw",
    "words",
]
