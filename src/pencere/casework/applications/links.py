"""Addresses of an application's pages, for notices."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse


def application_link(reference: str) -> str:
    """Path of the page on which the applicant follows the application."""
    return reverse("applications:show", args=[reference])


def consent_link(request: UUID) -> str:
    """Path of the page on which somebody allows a look at their data, or not."""
    return reverse("cabinet:consent", args=[request])


def agreement_link(agreement: UUID) -> str:
    """Path of the page on which somebody says whether they agree to an application."""
    return reverse("applications:agreement", args=[agreement])


def opinion_link(opinion: UUID) -> str:
    """Path of the page on which an asked agency says what it thinks."""
    return reverse("desk:opinion", args=[opinion])


def case_link(reference: str) -> str:
    """Path of the page on which officers work on the case."""
    return reverse("desk:case", args=[reference])
