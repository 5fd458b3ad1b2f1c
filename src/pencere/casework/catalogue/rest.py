"""The catalogue for programs: which services there are, what each asks, who offers it. Public."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.params.functions import Query

from pencere.blocks.parties import api as parties
from pencere.casework.catalogue import queries
from pencere.casework.definitions import api as definitions
from pencere.ui.api import PROBLEMS, Words, words

router = Router(tags=["Catalogue"], auth=None)
MOST = 500


class ServiceShort(Schema):
    """A service in a list."""

    id: str
    slug: str
    title: Words
    summary: Words | None
    agency: str
    topics: list[str]
    life_events: list[str]
    version: int
    """Of the definition that is published now."""
    is_online: bool
    """Whether one can apply for it here; false: it is only described."""


class ServiceDetail(ServiceShort):
    """The service's passport."""

    applicants: list[str]
    """person, foreigner, organisation."""
    assurance: str
    """The sign-in that it asks for: low, substantial, high."""
    legal_basis: Words | None
    result: Words | None
    term: Words | None
    fee: Words | None
    requirements: list[Words]
    channels: list[Words]
    where: Words | None
    """How and where one applies for what can't be applied for here."""
    unconfirmed: list[str]
    """Which of these are not confirmed by a source: term, fee, …"""
    sources: list[str]
    """Public pages that it was written after."""
    start_needs: list[str]
    """What a link, or POST /applications, must bring along in `start`."""


class QuestionShape(Schema):
    """One question of the form, as its definition says it; conditions are decided on the server."""

    key: str
    type: str
    title: Words
    hint: Words | None
    is_conditional: bool
    """Whether it is asked, or must be answered, only under some answers."""
    is_required: bool
    choices: dict[str, Words]
    accept: list[str]
    max_length: int | None


class PageShape(Schema):
    """One page of the form."""

    key: str
    title: Words
    questions: list[QuestionShape]


class AgencyShape(Schema):
    """An agency of the state."""

    code: str
    title: Words
    short_title: Words
    site: str


@router.get("/services", response={200: list[ServiceShort], **PROBLEMS}, summary="Find services")
def services(
    request: HttpRequest,
    query: str = Query("", max_length=400, description="Words, forgiving spelling and script"),
    agency: str = Query("", max_length=80),
    topic: str = Query("", max_length=80),
    life_event: str = Query("", max_length=80),
    limit: int = Query(100, ge=1, le=MOST),
    offset: int = Query(0, ge=0, le=100_000),
) -> list[dict[str, Any]]:
    """Services that answer `query`, best first, or all by title; narrowed by what is named."""
    if query.strip():
        found = [hit.service for hit in queries.search(query, limit=MOST)]
    else:
        found = queries.all_services()
    shown = [
        page
        for page in found
        if agency in ("", page.definition.agency)
        and (not topic or topic in page.definition.catalogue.topics)
        and (not life_event or life_event in page.definition.catalogue.life_events)
    ]
    return [_short(page) for page in shown[offset : offset + limit]]


@router.get("/services/{slug}", response={200: ServiceDetail, **PROBLEMS}, summary="One service")
def service(request: HttpRequest, slug: str) -> dict[str, Any]:
    """All that the service's page says."""
    page = queries.service(slug[:120])
    definition = page.definition
    catalogue = definition.catalogue
    return {
        **_short(page),
        "applicants": list(definition.applicant.kinds),
        "assurance": definition.applicant.assurance,
        "legal_basis": words(catalogue.legal_basis),
        "result": words(catalogue.result),
        "term": words(catalogue.term),
        "fee": words(catalogue.fee),
        "requirements": [dict(each) for each in catalogue.requirements],
        "channels": [dict(each) for each in catalogue.channels],
        "where": words(catalogue.where),
        "unconfirmed": list(catalogue.unconfirmed),
        "sources": list(catalogue.sources),
        "start_needs": list(definition.starts.requires) if definition.starts else [],
    }


@router.get(
    "/services/{slug}/form", response={200: list[PageShape], **PROBLEMS}, summary="Its questions"
)
def form(request: HttpRequest, slug: str) -> list[dict[str, Any]]:
    """Every page and question that the form can have. Which are asked depends on the answers:
    GET /applications/{id}/pages says it for a draft."""
    definition = queries.service(slug[:120]).definition
    return [
        {
            "key": page.key,
            "title": dict(page.title),
            "questions": [_question(each) for each in page.fields if not each.hidden],
        }
        for page in definition.form
    ]


@router.get("/agencies", response={200: list[AgencyShape], **PROBLEMS}, summary="Agencies")
def agencies(request: HttpRequest) -> list[dict[str, Any]]:
    """All agencies whose services can be here."""
    return [
        {
            "code": each.code,
            "title": dict(each.title),
            "short_title": dict(each.short_title),
            "site": each.site,
        }
        for each in parties.agencies().values()
    ]


def _short(page: queries.ServicePage) -> dict[str, Any]:
    return {
        "id": page.id,
        "slug": page.slug,
        "title": dict(page.title),
        "summary": words(page.summary),
        "agency": page.definition.agency,
        "topics": list(page.definition.catalogue.topics),
        "life_events": list(page.definition.catalogue.life_events),
        "version": page.number,
        "is_online": page.definition.is_online,
    }


def _question(field: definitions.Field) -> dict[str, Any]:
    return {
        "key": field.key,
        "type": field.type,
        "title": dict(field.title),
        "hint": words(field.hint),
        "is_conditional": field.show is not None or not isinstance(field.required, bool),
        "is_required": field.required is True,
        "choices": {each.code: dict(each.title) for each in field.choices},
        "accept": list(field.accept),
        "max_length": field.max_length,
    }
