"""Taking uploads: what is too large is dropped while it comes in, and the rest of the form is
kept, so that the person gets an error beside the field and loses nothing that they typed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import SkipFile, StopUpload, TemporaryFileUploadHandler
from django.http import HttpRequest

MARK = "pencere.too_large"
FLOOD = 40
"""Times the limit beyond which the rest of a body isn't even read."""


class LimitedUpload(TemporaryFileUploadHandler):
    """Django's upload handler to disk, with a limit on each file and on all of a request.

    `settings.FILES_MAX_BYTES` is the most that any field takes; a form's own, lower limit is
    for `files.api.store`.
    """

    chunk_size = 256 * 1024

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self._received = 0
        self._is_flood = False

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803  (the name in Django)
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        """Note before the first byte whether this is beyond all measure."""
        self._is_flood = content_length > FLOOD * settings.FILES_MAX_BYTES

    def new_file(self, field_name: str, *args: Any, **kwargs: Any) -> None:
        """A file begins."""
        if self._is_flood:
            self._mark(field_name)
            raise StopUpload(connection_reset=True)
        super().new_file(field_name, *args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """A piece of it came in."""
        self._received += len(raw_data)
        limit = settings.FILES_MAX_BYTES
        if start + len(raw_data) > limit or self._received > 4 * limit:
            self._mark(str(self.field_name))
            raise SkipFile
        super().receive_data_chunk(raw_data, start)

    def _mark(self, field_name: str) -> None:
        if self.request is not None:
            self.request.META.setdefault(MARK, []).append(field_name)


def too_large_fields(request: HttpRequest) -> tuple[str, ...]:
    """Names of the form fields whose file was dropped for its size."""
    request.FILES  # noqa: B018  (parses the body if nobody did yet)
    return tuple(request.META.get(MARK, ()))
