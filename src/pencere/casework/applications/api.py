"""What other packages may ask of applications.

Who may do what is decided behind this door, not in views. An applicant's call for an
application that is not theirs, and an officer's for one of another agency or without a role
in it, is NotFound. Every function that changes something is one transaction: all of it holds,
or none.
"""

from __future__ import annotations

from pencere.casework.applications.actions.agreement import answer as answer_agreement
from pencere.casework.applications.actions.agreement import run_agreements
from pencere.casework.applications.actions.assignment import reassign, release, take
from pencere.casework.applications.actions.attaching import attach, detach
from pencere.casework.applications.actions.bulk import act_on_many, assign_many, chosen
from pencere.casework.applications.actions.clockwork import run_timers
from pencere.casework.applications.actions.decisions import act, withdraw
from pencere.casework.applications.actions.drafts import discard, save, start
from pencere.casework.applications.actions.merging import merge, undo_merge
from pencere.casework.applications.actions.moving import MovedOver, move_back, move_over
from pencere.casework.applications.actions.opinions import (
    ask_again,
    give_opinion,
    withdraw_opinion,
)
from pencere.casework.applications.actions.payments import mark_paid
from pencere.casework.applications.actions.submission import submit
from pencere.casework.applications.actions.visits import (
    book_time,
    cancel_time,
    keep_time,
    mark_visit,
    run_visits,
)
from pencere.casework.applications.errors import AlreadySubmitted, ChangedMeanwhile
from pencere.casework.applications.field_views import finding_views
from pencere.casework.applications.findings import named_as_controls, posted_findings
from pencere.casework.applications.models import Application
from pencere.casework.applications.queries.agreement import (
    agreement,
    agreements,
    waiting_agreements,
)
from pencere.casework.applications.queries.beginning import ForWhom, for_whom
from pencere.casework.applications.queries.case import (
    attachment,
    case,
    case_key,
    case_page,
)
from pencere.casework.applications.queries.colleagues import who_sees
from pencere.casework.applications.queries.figures import (
    Moved,
    OpenCases,
    StateLeft,
    first_step_at,
    moved,
    open_counts,
    states_left,
)
from pencere.casework.applications.queries.form import check, page
from pencere.casework.applications.queries.linked import linked_case
from pencere.casework.applications.queries.mine import mine, view
from pencere.casework.applications.queries.opinions import (
    opinion,
    opinion_attachment,
    opinion_file,
    opinions_asked,
    opinions_given,
)
from pencere.casework.applications.queries.past import open_cases, past_cases
from pencere.casework.applications.queries.queue import (
    counts,
    queue,
    queue_services,
    queue_states,
    queue_versions,
)
from pencere.casework.applications.queries.services import (
    OpenOnVersion,
    agency_services,
    open_on_versions,
)
from pencere.casework.applications.queries.visits import VisitShown, choose, kept_time, visit
from pencere.casework.applications.regions import titles as region_titles
from pencere.casework.applications.rest_shapes import (
    Act,
    ActionShape,
    AnswerShape,
    StepShape,
    action_shape,
    answer_shape,
    step_shape,
)
from pencere.casework.applications.shapes import (
    ActionShown,
    ApplicantView,
    CheckView,
    FileShown,
    MineKind,
    MinePage,
    MineRow,
    PageView,
    SaveResult,
    SectionShown,
    Shown,
    StepShown,
)
from pencere.casework.applications.shapes_agreement import (
    AgreementRow,
    AgreementView,
    CoApplicantShown,
)
from pencere.casework.applications.shapes_desk import (
    CaseKey,
    CasePage,
    CaseView,
    Chosen,
    ChosenCase,
    Colleague,
    Common,
    Count,
    Counts,
    DoneWith,
    Evidence,
    EvidenceItem,
    QueueFilters,
    QueueKind,
    QueueOrder,
    QueuePage,
    QueueRow,
)
from pencere.casework.applications.shapes_waiting import (
    AppealOffer,
    Duplicate,
    LinkShown,
    OpinionRow,
    OpinionShown,
    OpinionView,
    PaymentShown,
)

__all__ = [
    "Act",
    "ActionShape",
    "ActionShown",
    "AgreementRow",
    "AgreementView",
    "AlreadySubmitted",
    "AnswerShape",
    "AppealOffer",
    "ApplicantView",
    "Application",
    "CaseKey",
    "CasePage",
    "CaseView",
    "ChangedMeanwhile",
    "CheckView",
    "Chosen",
    "ChosenCase",
    "CoApplicantShown",
    "Colleague",
    "Common",
    "Count",
    "Counts",
    "DoneWith",
    "Duplicate",
    "Evidence",
    "EvidenceItem",
    "FileShown",
    "ForWhom",
    "LinkShown",
    "MineKind",
    "MinePage",
    "MineRow",
    "Moved",
    "MovedOver",
    "OpenCases",
    "OpenOnVersion",
    "OpinionRow",
    "OpinionShown",
    "OpinionView",
    "PageView",
    "PaymentShown",
    "QueueFilters",
    "QueueKind",
    "QueueOrder",
    "QueuePage",
    "QueueRow",
    "SaveResult",
    "SectionShown",
    "Shown",
    "StateLeft",
    "StepShape",
    "StepShown",
    "VisitShown",
    "act",
    "act_on_many",
    "action_shape",
    "agency_services",
    "agreement",
    "agreements",
    "answer_agreement",
    "answer_shape",
    "ask_again",
    "assign_many",
    "attach",
    "attachment",
    "book_time",
    "cancel_time",
    "case",
    "case_key",
    "case_page",
    "check",
    "choose",
    "chosen",
    "counts",
    "detach",
    "discard",
    "finding_views",
    "first_step_at",
    "for_whom",
    "give_opinion",
    "keep_time",
    "kept_time",
    "linked_case",
    "mark_paid",
    "mark_visit",
    "merge",
    "mine",
    "move_back",
    "move_over",
    "moved",
    "named_as_controls",
    "open_cases",
    "open_counts",
    "open_on_versions",
    "opinion",
    "opinion_attachment",
    "opinion_file",
    "opinions_asked",
    "opinions_given",
    "page",
    "past_cases",
    "posted_findings",
    "queue",
    "queue_services",
    "queue_states",
    "queue_versions",
    "reassign",
    "region_titles",
    "release",
    "run_agreements",
    "run_timers",
    "run_visits",
    "save",
    "start",
    "states_left",
    "step_shape",
    "submit",
    "take",
    "undo_merge",
    "view",
    "visit",
    "waiting_agreements",
    "who_sees",
    "withdraw",
    "withdraw_opinion",
]
