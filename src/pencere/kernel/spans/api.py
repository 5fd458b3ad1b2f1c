"""What other packages may ask of spans: reading each row of a growing table exactly once."""

from pencere.kernel.spans.reading import Span, next_span, reached_at, unread

__all__ = [
    "Span",
    "next_span",
    "reached_at",
    "unread",
]
