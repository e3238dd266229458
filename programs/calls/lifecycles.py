"""The tables of steps of a call and of an application."""

from core.lifecycle import Lifecycle, Step

from . import policies
from .choices import (
    CORRECTABLE,
    DECIDABLE,
    PENDING,
    UNRELEASED,
    ApplicationStatus,
    CallStatus,
)

CALL = Lifecycle(
    "call",
    [
        Step("pass_test", [CallStatus.DRAFT], CallStatus.CHECKED, policies.manage_calls),
        # Whatever changes after the test makes the test worthless (PRG-5).
        Step("reopen", [CallStatus.CHECKED], CallStatus.DRAFT, policies.manage_calls),
        Step("publish", [CallStatus.CHECKED], CallStatus.PUBLISHED, policies.manage_calls),
        # The letters have left; only the system takes this step.
        Step("decide", [CallStatus.PUBLISHED], CallStatus.DECIDED),
        Step("archive", [CallStatus.DECIDED], CallStatus.ARCHIVED, policies.manage_calls),
    ],
)

_S = ApplicationStatus

APPLICATION = Lifecycle(
    "application",
    [
        Step("submit", [_S.DRAFT], _S.SUBMITTED, policies.own_application),
        Step("take", [_S.SUBMITTED], _S.SCREENING, policies.work_on_application),
        Step("ask", [_S.SCREENING], _S.NEEDS_INFORMATION, policies.work_on_application),
        Step("answer", [_S.NEEDS_INFORMATION], _S.SCREENING, policies.own_application),
        # The last day for the answer is over; the officer decides on what is there.
        Step("go_on", [_S.NEEDS_INFORMATION], _S.SCREENING, policies.work_on_application),
        Step("find_eligible", [_S.SCREENING], _S.ELIGIBLE, policies.work_on_application),
        Step("find_not_eligible", [_S.SCREENING], _S.NOT_ELIGIBLE, policies.work_on_application),
        Step("send_to_review", [_S.ELIGIBLE], _S.REVIEW, policies.manage_calls),
        Step("invite_to_interview", [_S.REVIEW], _S.INTERVIEW, policies.work_on_application),
        Step("plan_accept", DECIDABLE, _S.PENDING_ACCEPT, policies.work_on_application),
        Step("plan_wait", DECIDABLE, _S.PENDING_WAIT, policies.work_on_application),
        Step("plan_refuse", DECIDABLE, _S.PENDING_REFUSE, policies.work_on_application),
        Step("reconsider", PENDING, _S.REVIEW, policies.work_on_application),
        # Only the system takes the next three: the letter leaves, so the applicant knows.
        Step("offer", [_S.PENDING_ACCEPT], _S.OFFERED),
        Step("put_on_list", [_S.PENDING_WAIT], _S.WAITING),
        Step("refuse", [_S.PENDING_REFUSE], _S.REFUSED),
        # The next on the list, or a correction: a new pending decision, let out like the first.
        Step("plan_next", [_S.WAITING], _S.PENDING_ACCEPT, policies.work_on_application),
        Step("return_to_list", [_S.PENDING_ACCEPT], _S.WAITING, policies.work_on_application),
        Step("correct_to_offer", CORRECTABLE, _S.OFFERED),
        Step("correct_to_list", CORRECTABLE, _S.WAITING),
        Step("correct_to_refusal", CORRECTABLE, _S.REFUSED),
        Step("accept", [_S.OFFERED], _S.ACCEPTED, policies.own_application),
        Step("decline", [_S.OFFERED], _S.DECLINED, policies.own_application),
        Step("expire", [_S.OFFERED], _S.EXPIRED),
        Step(
            "withdraw",
            UNRELEASED | {_S.DRAFT, _S.OFFERED, _S.WAITING, _S.ACCEPTED},
            _S.WITHDRAWN,
            policies.own_application,
        ),
        Step("enroll", [_S.ACCEPTED], _S.ENROLLED, policies.manage_calls),
        Step("graduate", [_S.ENROLLED], _S.GRADUATED, policies.manage_calls),
        # PRG-20: the firm leaves, or is made to leave, and its record stays.
        Step("leave", [_S.ENROLLED], _S.WITHDRAWN, policies.manage_calls),
        Step("terminate", [_S.ENROLLED], _S.TERMINATED, policies.manage_calls),
    ],
)
