"""How passwords are kept."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2id(Argon2PasswordHasher):
    """Argon2id at OWASP's first setting: 19 MiB, 2 passes, 1 lane (Password Storage)."""

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1
