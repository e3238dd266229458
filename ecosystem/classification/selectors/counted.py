"""What a count returns: the number, each organization behind it, and its papers."""

from dataclasses import dataclass
from datetime import date, datetime

from ecosystem.registry.choices import OrganizationKind


@dataclass(frozen=True)
class EvidenceUsed:
    """A paper that a counted row rests on, as known at the count's moment."""

    number: str
    kind: str
    kind_label: str
    title: str
    issued_on: date
    ends_on: date | None
    checked: bool
    sha256: str


@dataclass(frozen=True)
class CountedOrganization:
    """One organization behind a number, with the row and the evidence that make it count.

    `unit_code` and `unit_name` are the seat's commune on the count's day. They are empty, and
    `commune_unknown` is true, where the old commune was divided and nobody has chosen (REG-8).
    `classification_id` is the primary key of the decision, or of the listing for classes that are
    counted from the directory.
    """

    organization_id: int
    code: str
    name: str
    kind: str
    is_public: bool
    subgroup: str
    subgroup_label: str
    unit_code: str
    unit_name: str
    unit_sort_key: str
    commune_unknown: bool
    former_province: str
    classification_id: int
    valid_from: date
    valid_to: date | None
    legal_basis: str
    evidence: tuple[EvidenceUsed, ...] = ()

    @property
    def kind_label(self) -> str:
        return str(OrganizationKind(self.kind).label)

    @property
    def evidence_checked(self) -> bool:
        """Whether at least one paper was checked by a person."""
        return any(paper.checked for paper in self.evidence)


@dataclass(frozen=True)
class Count:
    """A number with the list that makes it (TGT-6). Only head offices; each organization once."""

    scheme: str
    klass: str
    scheme_name: str
    class_name: str
    boundary: str
    boundary_name: str
    on_date: date
    known_at: datetime
    definition_version: int
    source: str
    number: int
    rows: tuple[CountedOrganization, ...]
    with_papers: bool = True

    @property
    def is_consistent(self) -> bool:
        """Whether the number is as long as its list; if not, neither may be shown (TGT-F2)."""
        return self.number == len(self.rows)

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(row.code for row in self.rows)
