"""Input of investors, owners and officers. Rules are asked in the actions, not here."""

from .accounts import (
    CallForm,
    CardForm,
    MandateForm,
    MemberForm,
    ProofForm,
    RegisterForm,
    RoomFileForm,
)
from .introductions import (
    AskForm,
    ComplaintDecisionForm,
    ComplaintForm,
    DealForm,
    DeclineForm,
    DismissForm,
    DocumentForm,
    InterestForm,
    MeetForm,
    MessageForm,
    OutcomeForm,
    WhyNotForm,
)

__all__ = [
    "AskForm",
    "CallForm",
    "CardForm",
    "ComplaintDecisionForm",
    "ComplaintForm",
    "DealForm",
    "DeclineForm",
    "DismissForm",
    "DocumentForm",
    "InterestForm",
    "MandateForm",
    "MeetForm",
    "MemberForm",
    "MessageForm",
    "OutcomeForm",
    "ProofForm",
    "RegisterForm",
    "RoomFileForm",
    "WhyNotForm",
]
