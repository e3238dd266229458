"""The steps of members, milestones, instalments and follow-ups."""

from core.lifecycle import Lifecycle, Step

from . import policies
from .choices import (
    OPEN_TO_FIRM,
    TAKING_PART,
    FollowUpStatus,
    InstalmentStatus,
    MemberStatus,
    MilestoneStatus,
)

MEMBER = Lifecycle(
    "cohort member",
    [
        Step("graduate", [MemberStatus.ENROLLED], MemberStatus.GRADUATED, policies.graduate),
        Step("withdraw", TAKING_PART, MemberStatus.WITHDRAWN, policies.withdraw),
        Step(
            "propose_termination",
            [MemberStatus.ENROLLED],
            MemberStatus.ANSWERING,
            policies.propose_termination,
        ),
        Step(
            "answer_termination",
            [MemberStatus.ANSWERING],
            MemberStatus.ANSWERING,
            policies.answer_termination,
        ),
        Step("keep", [MemberStatus.ANSWERING], MemberStatus.ENROLLED, policies.decide_termination),
        Step("terminate", [MemberStatus.ANSWERING], MemberStatus.TERMINATED, policies.terminate),
    ],
)

MILESTONE = Lifecycle(
    "milestone",
    [
        Step("hand_in", OPEN_TO_FIRM, MilestoneStatus.HANDED_IN, policies.hand_in),
        Step(
            "accept",
            [MilestoneStatus.HANDED_IN],
            MilestoneStatus.ACCEPTED,
            policies.decide_milestone,
        ),
        Step(
            "send_back",
            [MilestoneStatus.HANDED_IN],
            MilestoneStatus.SENT_BACK,
            policies.decide_milestone,
        ),
    ],
)

INSTALMENT = Lifecycle(
    "instalment",
    [
        Step("ask", [InstalmentStatus.PLANNED], InstalmentStatus.ASKED, policies.ask_instalment),
        Step(
            "give_back",
            [InstalmentStatus.ASKED],
            InstalmentStatus.PLANNED,
            policies.give_back_instalment,
        ),
        Step(
            "order", [InstalmentStatus.ASKED], InstalmentStatus.ORDERED, policies.order_instalment
        ),
    ],
)

# The firm answers by its link and has no account: its link is checked where it comes in, and the
# step is taken by the system.
FOLLOW_UP = Lifecycle(
    "follow-up",
    [
        Step("ask", [FollowUpStatus.PLANNED], FollowUpStatus.ASKED),
        Step("skip", [FollowUpStatus.PLANNED], FollowUpStatus.NOT_ASKED),
        Step("answer", [FollowUpStatus.ASKED], FollowUpStatus.ANSWERED),
        Step("close", [FollowUpStatus.ASKED], FollowUpStatus.UNANSWERED),
    ],
)
