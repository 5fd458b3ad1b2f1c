"""The dashboard's pieces as HTML: what its page shows, and what `pencere live` sends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.template import engines
from django.utils import timezone
from markupsafe import Markup

from pencere.kernel import clock
from pencere.systems.sms_permits import figures_words
from pencere.systems.sms_permits.figures import Asked, Board, board
from pencere.systems.sms_permits.figures_access import may_see_figures
from pencere.ui.api import declare_topic

TOPIC = "sms-permits.dashboard"
_TEMPLATE = "sms_permits/dashboard_pieces.html"
_PIECE = "piece_"


def pieces(found: Board) -> Mapping[str, Markup]:
    """HTML by name, in the active language."""
    engine: Any = engines["jinja"]
    template = engine.env.get_template(_TEMPLATE)
    context = {
        "board": found,
        "asked": found.asked,
        "words": figures_words,
        "is_one_day": found.asked.is_one_day,
        "minute_points": [
            (timezone.localtime(minute).strftime("%H:%M"), [count.all, count.refused])
            for minute, count in found.minutes
        ],
    }
    module = template.make_module(context)
    return {
        name.removeprefix(_PIECE): macro()
        for name, macro in vars(module).items()
        if name.startswith(_PIECE)
    }


def declare() -> None:
    """Let today's dashboard be followed."""
    declare_topic(
        TOPIC,
        may_see=may_see_figures,
        read=lambda: board(Asked(clock.today(), clock.today())),
        show=lambda found: {name: str(html) for name, html in pieces(found).items()},
    )
