"""The table of steps of a proposal."""

from core.lifecycle import Lifecycle, Step

from . import policies
from .choices import ProposalStatus

PROPOSAL = Lifecycle(
    "classification proposal",
    [
        Step(
            "put_in_force",
            [ProposalStatus.PROPOSED],
            ProposalStatus.IN_FORCE,
            policies.decide,
        ),
        Step("refuse", [ProposalStatus.PROPOSED], ProposalStatus.REFUSED, policies.decide),
        Step("withdraw", [ProposalStatus.PROPOSED], ProposalStatus.WITHDRAWN, policies.withdraw),
    ],
)
