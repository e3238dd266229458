"""The tables of steps of an investor's account, an introduction and a complaint."""

from core.lifecycle import Lifecycle, Step

from . import policies
from .choices import IN_TOUCH, LIVING, UNANSWERED, AccountStatus, ComplaintStatus
from .choices import IntroductionStatus as Introduction

ACCOUNT = Lifecycle(
    "investor account",
    [
        Step("check", [AccountStatus.REQUESTED], AccountStatus.CHECKED, policies.keep_account),
        Step("activate", [AccountStatus.CHECKED], AccountStatus.ACTIVE, policies.keep_account),
        Step("renew", [AccountStatus.ACTIVE], AccountStatus.ACTIVE, policies.keep_account),
        Step("suspend", [AccountStatus.ACTIVE], AccountStatus.SUSPENDED, policies.keep_account),
        Step("resume", [AccountStatus.SUSPENDED], AccountStatus.ACTIVE, policies.keep_account),
        Step("end", LIVING, AccountStatus.ENDED, policies.end_account),
        # INV-1: twelve months have passed without a renewal; only the system takes this step.
        Step("lapse", [AccountStatus.ACTIVE], AccountStatus.SUSPENDED, policies.nobody),
    ],
)

INTRODUCTION = Lifecycle(
    "introduction",
    [
        Step("check", [Introduction.ASKED], Introduction.WAITING, policies.check_introduction),
        Step("accept", [Introduction.WAITING], Introduction.RELEASED, policies.answer),
        # Both asked before the officer looked: nobody has to answer any more (INV-F2).
        Step(
            "check_both", [Introduction.ASKED], Introduction.RELEASED, policies.check_introduction
        ),
        Step("decline", [Introduction.WAITING], Introduction.DECLINED, policies.answer),
        Step("withdraw", UNANSWERED, Introduction.WITHDRAWN, policies.withdraw_introduction),
        Step("expire", UNANSWERED, Introduction.EXPIRED, policies.nobody),
        # INV-F3, or the officer does not pass it on: a neutral text to both.
        Step("fall", UNANSWERED, Introduction.FELL, policies.check_introduction),
        Step("meet", [Introduction.RELEASED], Introduction.MET, policies.take_part),
        Step("close", IN_TOUCH, Introduction.CLOSED, policies.take_part),
    ],
)

COMPLAINT = Lifecycle(
    "complaint",
    [
        Step("uphold", [ComplaintStatus.OPEN], ComplaintStatus.UPHELD, policies.decide_complaint),
        Step(
            "dismiss", [ComplaintStatus.OPEN], ComplaintStatus.DISMISSED, policies.decide_complaint
        ),
    ],
)
