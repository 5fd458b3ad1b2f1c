"""One issued document."""

from __future__ import annotations

import pytest
from tests.blocks.documents import making

from pencere.blocks.documents.api import IssuedDocument


@pytest.fixture
def issued(db: None) -> IssuedDocument:
    """Aysel's family certificate, issued."""
    document: IssuedDocument = making.issue()
    return document
