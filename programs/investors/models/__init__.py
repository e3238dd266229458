"""Tables of matching with investors."""

from .accounts import InvestorAccount, Mandate, Member, Proof
from .firms import AccessLine, FundingCall, InvestorCard, RoomFile
from .introductions import Complaint, Deal, DealStatement, Introduction, Outcome
from .suggestions import Interest, Ranking, Suggestion

__all__ = [
    "AccessLine",
    "Complaint",
    "Deal",
    "DealStatement",
    "FundingCall",
    "Interest",
    "Introduction",
    "InvestorAccount",
    "InvestorCard",
    "Mandate",
    "Member",
    "Outcome",
    "Proof",
    "Ranking",
    "RoomFile",
    "Suggestion",
]
