"""Benchmarks: one module for each, with `run()` that gives its figures. `pencere bench NAME` or
`python -m bench.NAME` prints them."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pencere.config.settings")
django.setup()
