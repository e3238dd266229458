"""Investors who were checked, what they look for, firms that raise money, and who met whom.

Everything goes the way of the product's actions, but for the letters: nobody reads mail at an
invented address.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts.choices import Role
from accounts.models import User
from core import files
from ecosystem.registry.actions import organizations
from ecosystem.registry.choices import OrganizationKind, ProofLevel, Visibility
from ecosystem.registry.models import Organization
from ecosystem.taxonomy.models import Sector, Stage
from programs.investors.actions import (
    accounts,
    firms,
    introductions,
    mandates,
    outcomes,
    ranking,
    suggestions,
)
from programs.investors.choices import PROOFS_OF_KIND, InterestLevel, InvestorKind, Side
from programs.investors.models import Introduction, InvestorAccount

from .people import DOMAIN, People
from .words import Say, Words, moment

MILLION = 1_000_000
RAISING = 9
"""So many firms raise money, the founder's own among them."""

OWN_FIRMS = (36, 118)
"""Numbers of the firms whose owner can sign in."""


@dataclass(frozen=True)
class Invented:
    """An investor that does not exist: what it is and what it looks for, in millions of đồng."""

    name: str
    kind: InvestorKind
    about: str
    least: int
    most: int
    is_checked: bool = True


INVESTORS = (
    Invented(
        "Quỹ Hạt Giống Mẫu",
        InvestorKind.STARTUP_FUND,
        "Vốn mồi cho đội làm sản phẩm quanh nông sản, có khách trả tiền.",
        500,
        3000,
    ),
    Invented(
        "Công ty Cổ phần Đầu tư Cầu Nổi Giả Định",
        InvestorKind.COMPANY,
        "Góp vốn cùng làm: kho lạnh, vận chuyển, máy móc.",
        1000,
        8000,
    ),
    Invented(
        "Quỹ Đầu tư mạo hiểm Sông Hai Nhánh (minh hoạ)",
        InvestorKind.LOCAL_FUND,
        "Đi cùng nhà đầu tư khác, không dẫn vòng.",
        2000,
        20000,
    ),
    Invented(
        "Lý Văn Phỏng Định",
        InvestorKind.INDIVIDUAL,
        "Từng điều hành xưởng cơ khí; giúp đội bán hàng.",
        100,
        800,
    ),
    Invented(
        "Đồng Xa Ventures (invented)",
        InvestorKind.FOREIGN_FUND,
        "Đang tìm hiểu thị trường.",
        3000,
        15000,
        is_checked=False,
    ),
)

WHY_INVESTOR = (
    "Chúng tôi tìm hai đội làm truy xuất cho trái cây xuất khẩu, giai đoạn có khách trả tiền. "
    "Muốn xem cách nối với cân và máy in."
)
WHY_FIRM = "Đội cần vốn mở xưởng thứ hai và người từng bán hàng vào chuỗi siêu thị."
PURPOSES = (
    "Mua máy cho xưởng thứ hai",
    "Thuê kho lạnh và xe trong một năm",
    "Làm bản bán ra nước ngoài, chứng nhận chất lượng",
)


@dataclass
class Matching:
    """Writes the invented part of matching with investors."""

    words: Words
    random: Random
    people: People
    today: date
    raising: list[Organization] = field(default_factory=list)
    made: list[int] = field(default_factory=list)

    def write(self, records: dict[int, Organization], say: Say) -> None:
        """Write investors, calls for money, suggestions and introductions."""
        writers = User.objects.filter(email__endswith=f"@{DOMAIN}", is_staff=False)
        invented = writers.exclude(groups__name=Role.INVESTMENT_OFFICER)
        # Nobody reads mail at an invented address: letters go to those who are not away.
        away = list(invented.filter(is_active=True).values_list("pk", flat=True))
        User.objects.filter(pk__in=away).update(is_active=False)
        raising = self.raising = self._raise_money(records)
        investors = [self._investor(each, number) for number, each in enumerate(INVESTORS)]
        ranking.recompute_all(self.today)
        if len(raising) >= 3:
            self._introduce(investors, raising)
        checked = [account for account in investors if account.status == "active"]
        for account in checked:
            suggestions.draw_for_investor(account, self.today)
        for organization in raising:
            suggestions.draw_for_firm(organization, self.today)
        User.objects.filter(pk__in=[*away, *self.made]).update(is_active=True)
        say(f"nhà đầu tư: {len(investors)}, doanh nghiệp đang gọi vốn: {len(raising)}")

    # Firms -------------------------------------------------------------------------------------

    def _raise_money(self, records: dict[int, Organization]) -> list[Organization]:
        """Open calls for the founder's firms and for some others that confirmed lately."""
        since = self.today - timedelta(days=300)
        own = [records[number] for number in OWN_FIRMS if number in records]
        others = [
            record
            for _number, record in sorted(records.items())
            if record.kind == OrganizationKind.COMPANY
            and record.raising_until
            and record.last_confirmed_on
            and record.last_confirmed_on >= since
            and record not in own
        ]
        chosen = [record for record in own + others if record.visibility == Visibility.PUBLIC]
        for place, record in enumerate(chosen[:RAISING]):
            self._open(record, place)
        return chosen[:RAISING]

    def _open(self, record: Organization, place: int) -> None:
        owner = self.people["chu-doanh-nghiep"]
        if place >= len(OWN_FIRMS) or not _holds(owner, record):
            owner = self._person(f"sang-lap-{place}", self.words.person(self.random))
            organizations.grant_owner(record, owner, by=None, proof=ProofLevel.LETTER)
        opened = self.today - timedelta(days=150 if place == 2 else 20 + place)
        firms.open_call(
            record,
            amount_vnd=Decimal(self.random.choice((800, 1500, 2500, 4000)) * MILLION),
            purpose=self.random.choice(PURPOSES),
            ends_on=self.today + timedelta(days=12 + 9 * place),
            by=owner,
            day=opened,
            agrees_to_share=True,
            is_demo=True,
        )
        firms.save_card(
            record,
            {
                "pitch": record.description[:150],
                "team": "Hai người sáng lập, một kỹ sư, bốn người ở xưởng.",
                "need": "Người từng mở kênh bán ở tỉnh khác.",
            },
            {},
            by=owner,
        )

    # Investors ---------------------------------------------------------------------------------

    def _investor(self, each: Invented, number: int) -> InvestorAccount:
        officer = self.people["dau-tu"]
        member = (
            self.people["nha-dau-tu"]
            if number == 0
            else self._person(f"nha-dau-tu-{number}", self.words.person(self.random))
        )
        begun = moment(self.today - timedelta(days=170 if each.is_checked else 3))
        account = accounts.request_account(
            each.kind,
            each.name,
            by=member,
            contact_name=member.full_name,
            contact_email=member.email,
            contact_phone=f"0900 000 {number:03d}",
            about=each.about,
            contributors=7 if each.kind == InvestorKind.STARTUP_FUND else None,
            at=begun,
            is_demo=True,
        )
        for kind in PROOFS_OF_KIND[each.kind]:
            paper = SimpleUploadedFile("giay-to.png", _paper())
            proof = accounts.add_proof(
                account, kind, files.store(paper, by=member), by=member, at=begun
            )
            if each.is_checked:
                accounts.check_proof(proof, by=officer, at=begun)
        if each.is_checked:
            accounts.check(account, by=officer, at=begun)
            accounts.activate(account, by=officer, at=begun)
            self._want(account, each, member)
        return account

    def _want(self, account: InvestorAccount, each: Invented, member: User) -> None:
        near = Sector.objects.filter(assignments__organization__in=self.raising).distinct()
        others = list(Sector.objects.active().order_by("code"))
        sectors = {*near.order_by("code")[:5], *self.random.sample(others, min(3, len(others)))}
        wanted = mandates.Wanted(
            sectors=sectors,
            stages=Stage.objects.order_by("position", "code")[1:4],
            ticket_min=Decimal(each.least * MILLION),
            ticket_max=Decimal(each.most * MILLION),
            instruments=["equity", "convertible"],
            capital_until=self.today + timedelta(days=210),
        )
        mandates.save_mandate(account, wanted, by=member)

    def _person(self, name: str, full_name: str) -> User:
        email = f"{name}@{DOMAIN}"
        user = User.objects.create_user(email, full_name=full_name, is_active=False)
        self.made.append(user.pk)
        return user

    # Introductions -----------------------------------------------------------------------------

    def _introduce(self, investors: list[InvestorAccount], raising: list[Organization]) -> None:
        """One waits on each side, one is declined, one ended with a deal."""
        fund, company, local = investors[:3]
        first, second, third = raising[:3]
        self._ask(fund, first, Side.INVESTOR, days_ago=7)
        self._ask(fund, second, Side.FIRM, days_ago=4)
        declined = self._ask(local, second, Side.INVESTOR, days_ago=10)
        introductions.decline(
            declined,
            by=_owner(second),
            reason="Đội muốn người dẫn vòng.",
            at=moment(self.today - timedelta(days=6)),
        )
        suggestions.mark_interest(
            company, first, InterestLevel.FIRM, by=company.requested_by, note="Xem lại quý sau"
        )
        met = self._ask(company, third, Side.INVESTOR, days_ago=120)
        introductions.accept(met, by=_owner(third), at=moment(self.today - timedelta(days=112)))
        introductions.meet(met, self.today - timedelta(days=100), by=company.requested_by)
        for side, by in ((Side.INVESTOR, company.requested_by), (Side.FIRM, _owner(third))):
            outcomes.state_deal(
                met,
                side,
                closed_on=self.today - timedelta(days=30),
                instrument="equity",
                amount_band="1b_5b",
                by=by,
                at=moment(self.today - timedelta(days=20)),
            )

    def _ask(
        self, account: InvestorAccount, organization: Organization, side: Side, *, days_ago: int
    ) -> Introduction:
        by = account.requested_by if side == Side.INVESTOR else _owner(organization)
        return introductions.ask(
            account,
            organization,
            side=side,
            why=WHY_INVESTOR if side == Side.INVESTOR else WHY_FIRM,
            by=by,
            at=moment(self.today - timedelta(days=days_ago)),
            is_demo=True,
        )


def _holds(user: User, record: Organization) -> bool:
    return Organization.objects.held_by(user).filter(pk=record.pk).exists()


def _owner(organization: Organization) -> User:
    role = organization.roles.filter(may_act=True).exclude(person__user=None).order_by("pk").first()
    assert role is not None
    assert role.person.user is not None
    return role.person.user


def _paper() -> bytes:
    """A blank page: what a paper would say is nobody's to invent."""
    drawn = BytesIO()
    Image.new("L", (210, 297), "white").save(drawn, "PNG")
    return drawn.getvalue()
