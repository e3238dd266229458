"""Records for tests, with traits. They write rows directly; rules are tested through actions."""

from datetime import date

import factory
from django.contrib.auth.models import Group

from accounts.choices import Role as StaffRole
from accounts.models import User
from core import vietnamese
from ecosystem.registry.choices import (
    EvidenceKind,
    IdentifierState,
    OrganizationKind,
    RoleType,
    Visibility,
)
from ecosystem.registry.models import (
    Address,
    Evidence,
    Listing,
    Name,
    Organization,
    Person,
    Role,
)
from ecosystem.taxonomy.choices import UnitSystem
from ecosystem.taxonomy.models import AdministrativeUnit


class UserFactory(factory.django.DjangoModelFactory):
    """A person; `UserFactory(roles=[Role.REGISTRY_OFFICER])` makes staff."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"nguoi{n}@example.test")
    full_name = factory.Sequence(lambda n: f"Người Thử {n}")
    is_active = True

    @factory.post_generation
    def roles(self, create, extracted, **kwargs):
        for role in extracted or ():
            group, _ = Group.objects.get_or_create(name=StaffRole(role).value)
            self.groups.add(group)

    @factory.post_generation
    def password(self, create, extracted, **kwargs):
        self.set_password(extracted or "mot-mat-khau-dai")
        self.save()


def commune(code: str = "25459", system: str = UnitSystem.SINCE) -> AdministrativeUnit:
    """Return a commune of the loaded province (needs the `province` fixture)."""
    return AdministrativeUnit.objects.get(code=code, system=system)


class OrganizationFactory(factory.django.DjangoModelFactory):
    """A published company with its legal name, listing and, with `seat=`, an address."""

    class Meta:
        model = Organization
        skip_postgeneration_save = True

    code = factory.Sequence(lambda n: f"TN-9{n:05d}")
    kind = OrganizationKind.COMPANY
    legal_name = factory.Sequence(lambda n: f"Công ty TNHH Thử Nghiệm {n}")
    folded_name = factory.LazyAttribute(lambda o: vietnamese.fold(o.legal_name))
    sort_key = factory.LazyAttribute(lambda o: vietnamese.collation_key(o.legal_name))
    identifier_state = IdentifierState.CHECKED
    first_registration_date = date(2022, 5, 16)
    visibility = Visibility.PUBLIC
    last_confirmed_on = date(2026, 10, 2)

    @factory.post_generation
    def name_row(self, create, extracted, **kwargs):
        Name.objects.create(
            organization=self,
            text=self.legal_name,
            folded=self.folded_name,
            valid_from=self.first_registration_date or date(2020, 1, 1),
        )

    @factory.post_generation
    def listing(self, create, extracted, **kwargs):
        if self.visibility == Visibility.PUBLIC:
            Listing.objects.create(organization=self, valid_from=extracted or date(2023, 1, 1))

    @factory.post_generation
    def seat(self, create, extracted, **kwargs):
        if extracted:
            Address.objects.create(
                organization=self,
                text=f"Ấp Mẫu, {extracted.full_name}",
                unit=extracted,
                valid_from=self.first_registration_date or date(2020, 1, 1),
            )


class EvidenceFactory(factory.django.DjangoModelFactory):
    """A contract with a body of the province."""

    class Meta:
        model = Evidence

    number = factory.Sequence(lambda n: f"MC-9{n:04d}")
    organization = factory.SubFactory(OrganizationFactory)
    kind = EvidenceKind.CONTRACT
    title = "Hợp đồng triển khai phần mềm"
    issued_on = date(2025, 1, 10)


class PersonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Person

    full_name = factory.Sequence(lambda n: f"Lê Thị Mẫu {n}")
    email = factory.LazyAttribute(lambda o: vietnamese.slugify(o.full_name) + "@example.test")


class RoleFactory(factory.django.DjangoModelFactory):
    """The person may act for the organization."""

    class Meta:
        model = Role

    person = factory.SubFactory(PersonFactory)
    organization = factory.SubFactory(OrganizationFactory)
    role = RoleType.LEGAL_REPRESENTATIVE
    may_act = True
    valid_from = date(2023, 1, 1)
