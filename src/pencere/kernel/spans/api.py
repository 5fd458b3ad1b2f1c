"""What other packages may ask of spans: reading each row of a growing table exactly once."""

from pencere.kernel.spans.reading import UNREAD, Span, next_span, reached_at

__all__ = [
    "UNREAD",
    "Span",
    "next_span",
    "reached_at",
]
