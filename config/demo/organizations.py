"""Writing the invented organizations through the registry's own actions, in the past."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.utils import timezone

from accounts.choices import Purpose
from accounts.models import User
from core.vietnamese import slugify
from ecosystem.registry.actions import organizations, rows
from ecosystem.registry.choices import (
    EventKind,
    FactKind,
    FactState,
    HowChosen,
    IdentifierState,
    OrganizationKind,
    OrganizationStatus,
    Source,
)
from ecosystem.registry.models import Address, Organization
from ecosystem.taxonomy.models import AdministrativeUnit, IndustryCode, Stage, Technology
from ecosystem.taxonomy.selectors import province

from .plan import Planned
from .words import Say, Words, moment

REFORM = date(2025, 7, 1)
STAGES = ("y-tuong", "mau-thu", "ra-thi-truong", "tang-truong", "mo-rong", "on-dinh")
SEEN_EVERY = 50


class Writer:
    """Writes planned organizations one after the other, and remembers them by number."""

    def __init__(self, words: Words, random: Random, officer: User) -> None:
        self.words = words
        self.random = random
        self.officer = officer
        self.records: dict[int, Organization] = {}
        self.technologies = {each.code: each for each in Technology.objects.all()}
        self.stages = {each.code: each for each in Stage.objects.all()}
        self.industry = IndustryCode.objects.filter(code="6201").order_by("-version").first()
        self._read_units()

    def _read_units(self) -> None:
        units = list(AdministrativeUnit.objects.prefetch_related("changes_to_new").order_by("code"))
        self.current = {unit.full_name: unit for unit in units if unit.is_current}
        self.former: dict[int, list[AdministrativeUnit]] = defaultdict(list)
        self.divided: list[AdministrativeUnit] = []
        for unit in units:
            changes = list(unit.changes_to_new.all())
            if len(changes) == 1:
                self.former[changes[0].new_unit_id].append(unit)
            elif changes:
                self.divided.append(unit)

    def write(self, plan: list[Planned], say: Say) -> dict[int, Organization]:
        # Branches after their head offices, whose records they need.
        for done, each in enumerate(sorted(plan, key=lambda one: one.head is not None), start=1):
            self.records[each.number] = self._write(each)
            if done % SEEN_EVERY == 0 or done == len(plan):
                say(f"tổ chức: {done}/{len(plan)}")
        return self.records

    def _write(self, each: Planned) -> Organization:
        at = moment(each.listed, 8, 30)
        stamp = rows.Stamp(each.listed, at, Source.OWNER)
        record = organizations.create(
            each.kind,
            self._answers(each),
            by=self.officer,
            code=f"{province().prefix}-{each.number:06}",
            on=each.listed,
            recorded_at=at,
            is_demo=True,
            details=self._details(each),
        )
        self._seat(record, each, stamp)
        self._facts(record, each, stamp)
        record = organizations.publish(
            record, by=self.officer, on=each.listed, recorded_at=at + timedelta(hours=2)
        )
        if each.old_name:
            record = self._rename(record, each)
        self._fate(record, each)
        today = timezone.localdate()
        confirmed = max(today - timedelta(days=each.confirmed_days_ago), each.listed)
        organizations.confirm(record, confirmed, by=None, recorded_at=moment(confirmed, 10))
        return record

    def _answers(self, each: Planned) -> dict[str, Any]:
        site = slugify(each.short_name).replace("-", "")
        return {
            "legal_name": each.old_name or each.name,
            "short_name": each.short_name,
            "tax_code": each.tax_code,
            "first_registration_date": each.registered.isoformat(),
            "description": each.text,
            "sectors": each.sectors,
            "products": [{"name": name, "text": ""} for name in each.products],
            "staff": {"value": str(each.staff), "period": str(min(each.listed.year, 2025))},
            "website": f"https://{site}.example" if site else "",
            "representative": each.representative,
            "contact_name": each.representative,
            "contact_email": f"lien-he@{site or f'to-chuc-{each.number}'}.example",
            "contact_phone": f"0276{each.number:06}",
            "consents": [Purpose.PUBLIC_LISTING],
        }

    def _details(self, each: Planned) -> dict[str, Any]:
        details: dict[str, Any] = {
            "status": each.status,
            "technologies": [self.technologies[code] for code in each.technologies],
        }
        if each.tax_code:
            checked = each.is_checked
            details["identifier_state"] = (
                IdentifierState.CHECKED if checked else IdentifierState.STATED
            )
        if each.kind in (OrganizationKind.COMPANY, OrganizationKind.PROJECT):
            details["stage"] = self.stages.get(self.random.choice(STAGES))
        if each.digital:
            details["main_industry"] = self.industry
        if each.is_raising:
            days = self.random.randint(30, 150)
            details["raising_until"] = timezone.localdate() + timedelta(days=days)
        if each.head:
            details["head_office"] = self.records[each.head]
        return details

    def _seat(self, record: Organization, each: Planned, stamp: rows.Stamp) -> None:
        """Write the seat in the list of communes valid on its days, and move it at the reform."""
        unit = self.current[each.commune]
        hamlet = self.random.choice(self.words.words["hamlets"])
        old = self._old_unit(each, unit)
        if each.listed >= REFORM or old is None:
            row = Address(unit=unit, how=HowChosen.OWNER, text=f"{hamlet}, {unit.full_name}")
            self._put(record, row, stamp)
            return
        text = f"{hamlet}, {old.full_name}, {old.district_name}"
        self._put(record, Address(unit=old, how=HowChosen.OWNER, text=text), stamp)
        moved = Address(
            unit=None if each.is_unclear else unit,
            former_unit=old,
            how=HowChosen.AUTOMATIC,
            needs_settling=each.is_unclear,
            text=text if each.is_unclear else f"{hamlet}, {unit.full_name}",
        )
        self._put(record, moved, rows.Stamp(REFORM, moment(REFORM, 0, 5), Source.OFFICER))

    def _old_unit(self, each: Planned, unit: AdministrativeUnit) -> AdministrativeUnit | None:
        if each.is_unclear:
            return self.random.choice(self.divided)
        candidates = self.former[unit.pk]
        told = [old for old in candidates if old.full_name == each.former_unit]
        return self.random.choice(told or candidates) if candidates else None

    def _put(self, record: Organization, row: Address, stamp: rows.Stamp) -> None:
        row.organization, row.valid_from, row.recorded_at = record, stamp.on, stamp.at
        rows.replace_seat(record, row, stamp)

    def _facts(self, record: Organization, each: Planned, stamp: rows.Stamp) -> None:
        if each.kind != OrganizationKind.COMPANY:
            return
        if self.random.random() < 0.3:
            rows.write_fact(
                record,
                FactKind.CUSTOMERS,
                Decimal(self.random.randint(4, 120)),
                "khách hàng",
                stamp,
                period=str(each.listed.year),
            )
        if self.random.random() < 0.2:
            rows.write_fact(
                record,
                FactKind.PATENTS,
                Decimal(self.random.randint(1, 3)),
                "đơn",
                stamp,
                period=str(each.listed.year),
                state=FactState.CHECKED,
                confirmed_by=self.officer,
            )
        if self.random.random() < 0.4:
            rows.write_fact(
                record,
                FactKind.REVENUE,
                Decimal(self.random.randint(3, 400) * 100_000_000),
                "đồng",
                stamp,
                period=str(each.listed.year),
            )

    def _rename(self, record: Organization, each: Planned) -> Organization:
        day = min(each.listed + timedelta(days=self.random.randint(200, 400)), date(2026, 10, 12))
        return organizations.apply_answers(
            record,
            {"legal_name": each.name},
            ["legal_name"],
            by=self.officer,
            version=record.version,
            on=day,
            recorded_at=moment(day, 14),
        )

    def _fate(self, record: Organization, each: Planned) -> None:
        day = max(date(2026, 3, 16), each.listed + timedelta(days=7))
        stamp = rows.Stamp(day, moment(day, 11), Source.OFFICER)
        if each.status == OrganizationStatus.DISSOLVED:
            rows.write_event(record, EventKind.DISSOLVED, stamp)
        if each.status == OrganizationStatus.SUSPENDED:
            rows.write_event(record, EventKind.SUSPENDED, stamp)
        if each.is_hidden:
            is_gone = each.status == OrganizationStatus.DISSOLVED
            reason = "Đã giải thể." if is_gone else "Chủ hồ sơ xin ẩn."
            organizations.hide(record, by=self.officer, reason=reason, on=day)
