"""The short texts about pencere itself."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Section = tuple[Promise | str, tuple[Promise | str, ...]]

ABOUT: tuple[Section, ...] = (
    (
        "",
        (
            _(
                "pencere is one window to the whole state. You sign in once, see what the state "
                "knows about you, apply for services of any agency, and get signed documents."
            ),
        ),
    ),
    (
        _("What we promise"),
        (
            _("We do not ask you for what the state knows already."),
            _("You see each step of your application and the date by which you get an answer."),
            _("You see who looked at your data, when and why."),
            _("Every document can be checked by anyone, without signing in."),
        ),
    ),
    (
        _("Who decides"),
        (
            _(
                "Each service belongs to an agency, and its officers decide. pencere brings your "
                "application to them and their answer to you."
            ),
        ),
    ),
)
ACCESSIBILITY: tuple[Section, ...] = (
    (
        "",
        (
            _(
                "We want everyone to be able to use these pages: by keyboard alone, with a screen "
                "reader, on a small phone, with large letters, without JavaScript."
            ),
            _(
                "The pages are built to follow WCAG 2.2 at level AA. Each release is checked "
                "automatically; that does not find everything."
            ),
        ),
    ),
    (
        _("If something does not work for you"),
        (
            _("Write to us with the service for complaints and suggestions. We answer in time."),
            _("You can also apply in person at a service centre."),
        ),
    ),
)
PRIVACY: tuple[Section, ...] = (
    (
        "",
        (
            _(
                "Your data stay in the registers of the agencies. pencere reads them when you "
                "open your cabinet or apply, and keeps with an application only what it needs."
            ),
        ),
    ),
    (
        _("Each look leaves a trace"),
        (
            _(
                "Every read of your data is written down: who, when, which fields, for what. "
                "Nobody can change or remove these rows. You find them under “Who looked at my "
                "data”."
            ),
        ),
    ),
    (
        _("Cookies"),
        (
            _(
                "We set a cookie for your session, one against forged forms, one for the "
                "language that you chose and one that knows your device at sign-in. There are "
                "no others, no advertising and no counters of other companies."
            ),
        ),
    ),
    (
        _("Wrong data"),
        (
            _(
                "Beside a field in your cabinet you find “This is wrong”. The agency that keeps "
                "the register decides, and the old value stays in its history."
            ),
        ),
    ),
)
