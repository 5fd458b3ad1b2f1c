"""Templates."""
from __future__ import annotations
from typing import Any
from django.template.backends.jinja2 import Jinja2
from jinja2 import Environment

class PencereTemplates(Jinja2):
    pass

def environment(**options: Any) -> Environment:
    return Environment(**options)
