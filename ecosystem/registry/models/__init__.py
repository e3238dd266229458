"""Tables of the registry."""

from .cases import Case, CaseFile, CheckListItem, FieldDecision
from .evidence import Confirmation, DuplicatePair, Evidence, Fact
from .funding import FundingRound
from .organizations import (
    Address,
    Listing,
    Name,
    Organization,
    OrganizationEvent,
    Product,
    SectorAssignment,
)
from .people import Person, Role

__all__ = [
    "Address",
    "Case",
    "CaseFile",
    "CheckListItem",
    "Confirmation",
    "DuplicatePair",
    "Evidence",
    "Fact",
    "FieldDecision",
    "FundingRound",
    "Listing",
    "Name",
    "Organization",
    "OrganizationEvent",
    "Person",
    "Product",
    "Role",
    "SectorAssignment",
]
