"""The country pack of Azerbaijan: all that its laws, languages and agencies set."""

from pencere_az.pack import PACK

__all__ = ["PACK"]
