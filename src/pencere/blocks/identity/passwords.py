"""What a new password must be, in our words: long, not a common one, not about its owner.

After NIST SP 800-63B-4, 3.1.1.2: length and a list of common ones, no rules of composition.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MIN_LENGTH = 10
MAX_LENGTH = 256


class LongEnough:
    """At least ten characters; and no more than the hasher should be fed."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError."""
        if len(password) < MIN_LENGTH:
            raise ValidationError(
                _("Take at least %(number)s characters.") % {"number": MIN_LENGTH}, code="short"
            )
        if len(password) > MAX_LENGTH:
            raise ValidationError(
                _("Take at most %(number)s characters.") % {"number": MAX_LENGTH}, code="long"
            )

    def get_help_text(self) -> str:
        """What to say beside the field."""
        return _("Take at least %(number)s characters.") % {"number": MIN_LENGTH}


class NotCommon(CommonPasswordValidator):
    """None of the twenty thousand that are guessed first."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError."""
        if password.lower().strip() in self.passwords:
            raise ValidationError(self.get_help_text(), code="common")

    def get_help_text(self) -> str:
        """What to say beside the field."""
        return _("This password is among the first that are guessed. Take another.")


class NotAboutYou:
    """Doesn't hold the personal identifier or a name."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError."""
        if user is None:
            return
        words = [user.username, *user.party.name.split()]
        if any(len(word) > 3 and word.lower() in password.lower() for word in words):
            raise ValidationError(self.get_help_text(), code="about-you")

    def get_help_text(self) -> str:
        """What to say beside the field."""
        return _("The password must not hold your name or personal identifier.")
