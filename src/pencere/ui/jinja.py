"""The template engine: Jinja2 over the `templates` folders of pencere's packages and the country
pack, with gettext, autoescape and compiled templates kept on disk."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2
from django.apps import apps
from django.conf import settings
from django.template.backends.jinja2 import Jinja2
from django.urls import reverse
from django.utils import translation
from jinja2 import Environment
from markupsafe import Markup

from pencere.ui import formatting
from pencere.ui.addresses import changed_address
from pencere.ui.static_files import static_address


class PencereTemplates(Jinja2):
    """Finds templates in each of pencere's packages, and the macros of govuk-frontend-jinja."""

    def __init__(self, params: dict[str, Any]) -> None:
        options = {**params["OPTIONS"], "loader": _loader()}
        super().__init__({**params, "OPTIONS": options})


def environment(**options: Any) -> Environment:
    """Jinja2's environment with what every template of pencere may use."""
    made = Environment(  # noqa: S701 - Django's backend passes autoescape=True
        extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"],
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=jinja2.FileSystemBytecodeCache(str(_bytecode_folder())),
        **options,
    )
    made.policies["ext.i18n.trimmed"] = True
    made.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=translation.gettext,
        ngettext=translation.ngettext,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
        newstyle=True,
    )
    made.globals.update(_=words, gettext=words)
    made.globals.update(url=url, static=static_address, changed_address=changed_address)
    made.globals.update(live_address=live_address)
    made.filters.update(
        date=formatting.date,
        date_short=formatting.date_short,
        day_month=formatting.day_month,
        weekday=formatting.weekday,
        datetime=formatting.date_and_time,
        time=formatting.time_of_day,
        clock_time=formatting.clock_time,
        money=formatting.money,
        duration=formatting.duration,
        number=formatting.number,
        file_size=formatting.file_size,
        text=formatting.text,
    )
    return made


def words(message: str, **values: Any) -> Markup:
    """The words of `message` in the active language, its placeholders filled with `values`.

    As Jinja2's own newstyle gettext (autoescape on, `%%` for a literal percent), but words
    without placeholders are made once for each language: a page has fifty of them.
    """
    found = _words(translation.get_language(), message)
    return found % values if values else _plain(found)


@lru_cache(maxsize=10_000)
def _words(_language: str | None, message: str) -> Markup:
    return Markup(translation.gettext(message))  # noqa: S704 - from our own catalogues


@lru_cache(maxsize=10_000)
def _plain(found: Markup) -> Markup:
    return found % {}


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The path of the page called `name`: `url("window:service", slug="…")`."""
    return reverse(name, args=args, kwargs=kwargs)


def live_address(topic: str) -> str:
    """Where a page follows the topic, in the active language."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    return f"{settings.LIVE_URL}/live/{topic}?language={language}"


def _loader() -> jinja2.BaseLoader:
    own = [
        str(Path(app.path) / "templates")
        for app in apps.get_app_configs()
        if app.name.startswith("pencere.") or app.name == settings.COUNTRY_PACK
    ]
    macros = jinja2.PackageLoader("govuk_frontend_jinja")
    return jinja2.ChoiceLoader(
        [
            jinja2.FileSystemLoader(own),
            jinja2.PrefixLoader({"govuk_frontend_jinja": macros}),
        ]
    )


def _bytecode_folder() -> Path:
    folder = Path(settings.HOME) / "templates"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
