"""What others may ask of the service definitions: versions, checks, and the engine's decisions
(`engine`) over the values of `model`."""

from __future__ import annotations

from pencere.casework.definitions import engine, model, posting
from pencere.casework.definitions.checks import check
from pencere.casework.definitions.checks_appointment import provide_places
from pencere.casework.definitions.command import check_command
from pencere.casework.definitions.diagram.drawing import diagram, standalone_diagram
from pencere.casework.definitions.diagram.words import StateRow, role_words, table_of
from pencere.casework.definitions.differences import Difference, differences
from pencere.casework.definitions.finding import find_definition
from pencere.casework.definitions.lists import lists, register_agencies
from pencere.casework.definitions.model import (
    Action,
    Answer,
    AppointmentOrder,
    Choice,
    Field,
    Page,
    PastStep,
    Question,
    ServiceDefinition,
    Situation,
    State,
    Verdict,
    slug_of,
)
from pencere.casework.definitions.models import ServiceVersion
from pencere.casework.definitions.prechecks import PrecheckResult
from pencere.casework.definitions.problems import DefinitionError, Problem
from pencere.casework.definitions.publishing import (
    all_current,
    current,
    current_by_slug,
    current_id,
    definition_of,
    definitions_of,
    publish_all,
    read_ahead,
    state_of_current,
    version,
    versions_of,
)
from pencere.casework.definitions.questions import questions, questions_about
from pencere.casework.definitions.replaying import PastCase, Replayed, replay
from pencere.casework.definitions.road import RoadStep, road, road_ahead

__all__ = [
    "Action",
    "Answer",
    "AppointmentOrder",
    "Choice",
    "DefinitionError",
    "Difference",
    "Field",
    "Page",
    "PastCase",
    "PastStep",
    "PrecheckResult",
    "Problem",
    "Question",
    "Replayed",
    "RoadStep",
    "ServiceDefinition",
    "ServiceVersion",
    "Situation",
    "State",
    "StateRow",
    "Verdict",
    "all_current",
    "check",
    "check_command",
    "current",
    "current_by_slug",
    "current_id",
    "definition_of",
    "definitions_of",
    "diagram",
    "differences",
    "engine",
    "find_definition",
    "lists",
    "model",
    "posting",
    "provide_places",
    "publish_all",
    "questions",
    "questions_about",
    "read_ahead",
    "register_agencies",
    "replay",
    "road",
    "road_ahead",
    "role_words",
    "slug_of",
    "standalone_diagram",
    "state_of_current",
    "table_of",
    "version",
    "versions_of",
]
