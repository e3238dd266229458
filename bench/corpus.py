"""Invented organizations with names as they occur in Vietnam, any number, always the same.

No firm, tax code or person here is real: tax codes begin with 99, which no province issues.
"""

from datetime import date, timedelta
from random import Random

from accounts.models import User
from core.vietnamese import collation_key, fold
from ecosystem.classification.models import Classification, SchemeClass
from ecosystem.registry.choices import IdentifierState, OrganizationKind, Visibility
from ecosystem.registry.models import (
    Address,
    Listing,
    Name,
    Organization,
    Product,
    SectorAssignment,
)
from ecosystem.taxonomy.models import AdministrativeUnit, Sector, Stage, Technology

BATCH = 1000
FORMS = (
    ("Công ty TNHH", OrganizationKind.COMPANY, 40),
    ("Công ty Cổ phần", OrganizationKind.COMPANY, 25),
    ("Công ty TNHH MTV", OrganizationKind.COMPANY, 12),
    ("Hợp tác xã", OrganizationKind.COOPERATIVE, 9),
    ("Hộ kinh doanh", OrganizationKind.HOUSEHOLD, 9),
    ("Nhóm dự án", OrganizationKind.PROJECT, 5),
)
TRADES = (
    "Nông nghiệp", "Nông sản", "Phần mềm", "Cơ khí", "Điện tử", "Cảm biến", "Truy xuất",
    "Mãng cầu", "Sấy lạnh", "Chế biến thực phẩm", "Du lịch sinh thái", "Thương mại điện tử",
    "Vận tải", "Dệt may", "Năng lượng mặt trời", "Thiết bị giáo dục", "Rau sạch", "Bò sữa",
    "Muối ớt", "Gỗ mỹ nghệ", "Công nghệ thông tin", "Tự động hoá", "In ba chiều", "Phân hữu cơ",
    "Bao bì giấy", "Dược liệu", "Thuỷ sản", "Cao su kỹ thuật", "Xây dựng", "Tư vấn thiết kế",
    "Logistics", "Y tế số",
)  # fmt: skip
OWN_NAMES = (
    "Trăng Đồng", "Hạt Sương", "Mùa Gặt Muộn", "Bờ Kênh Đông", "Vườn Thượng", "Nắng Hai Mùa",
    "Đồng Cỏ Xanh", "Bã Mì", "Nhà Gạch", "Ba Hàng", "Sông Vàm", "Núi Bà", "Đất Đỏ", "Gió Chướng",
    "Hương Lúa", "Thảo Nguyên", "Phú Quý", "Thành Đạt", "Minh Khuê", "Khánh Hoà", "Đức Thịnh",
    "Tân Tiến", "Vĩnh Hưng", "Bình An", "Hoà Phát Đạt", "Thuý Nga", "Quốc Bảo", "Gia Lộc",
)  # fmt: skip
SENTENCES = (
    "Trạm đo độ ẩm đất và mực nước dùng pin mặt trời cho mía, khoai mì; cảnh báo tới qua tin nhắn.",
    "Tem truy xuất và sổ lô hàng cho trái cây, nối được với cân và máy in tem sẵn có.",
    "Máy sấy bơm nhiệt cho ớt, chuối, thảo dược; cho thuê theo vụ.",
    "Sổ xã viên, công nợ vật tư và nhật ký đồng ruộng trong một ứng dụng, chạy được khi mất mạng.",
    "Rau ăn lá trong nhà màng, ghi nhật ký canh tác trên điện thoại, bán theo tuần cho bếp ăn.",
    "Thu gom và làm lạnh sữa cho các hộ chăn nuôi; khí sinh học từ chất thải.",
)


def fill(count: int, seed: int = 1, today: date = date(2026, 11, 20)) -> None:
    """Write `count` published organizations straight into the database."""
    random = Random(seed)
    user, _created = User.objects.get_or_create(email="bench@example.test")
    places = list(AdministrativeUnit.objects.current())
    sectors, technologies = list(Sector.objects.all()), list(Technology.objects.all())
    stages = list(Stage.objects.all())
    classes = list(SchemeClass.objects.exclude(scheme__code="REGISTRY"))
    first = Organization.objects.count() + 1
    for start in range(first, first + count, BATCH):
        numbers = range(start, min(start + BATCH, first + count))
        rows = Organization.objects.bulk_create(
            [_organization(number, random, stages, today) for number in numbers]
        )
        days = {row.pk: _day(random, today) for row in rows}
        Name.objects.bulk_create(
            Name(
                organization=row,
                text=row.legal_name,
                folded=row.folded_name,
                valid_from=days[row.pk],
            )
            for row in rows
        )
        Listing.objects.bulk_create(
            Listing(organization=row, valid_from=days[row.pk]) for row in rows
        )
        Address.objects.bulk_create(
            Address(organization=row, text="Ấp Mẫu", unit=place, valid_from=days[row.pk])
            for row in rows
            if (place := random.choice(places))
        )
        SectorAssignment.objects.bulk_create(
            SectorAssignment(
                organization=row, sector=sector, is_main=not place, valid_from=days[row.pk]
            )
            for row in rows
            for place, sector in enumerate(random.sample(sectors, random.randint(1, 2)))
        )
        Product.objects.bulk_create(
            Product(organization=row, name=random.choice(TRADES)) for row in rows
        )
        links = Organization.technologies.through
        links.objects.bulk_create(
            links(organization=row, technology=random.choice(technologies))
            for row in rows
            if random.random() < 0.4
        )
        Classification.objects.bulk_create(
            Classification(
                organization=row,
                scheme_class=klass,
                valid_from=days[row.pk],
                decided_on=days[row.pk],
                decided_by=user,
            )
            for row in rows
            for klass in random.sample(classes, random.choice((0, 0, 1, 1, 2)))
        )


def _organization(number: int, random: Random, stages: list[Stage], today: date) -> Organization:
    form, kind, _weight = random.choices(FORMS, [weight for *_rest, weight in FORMS])[0]
    name = f"{form} {random.choice(TRADES)} {random.choice(OWN_NAMES)} {number}"
    return Organization(
        code=f"TN-{number:06d}",
        kind=kind,
        legal_name=name,
        folded_name=fold(name),
        sort_key=collation_key(name),
        tax_code=f"99{number:08d}" if kind == OrganizationKind.COMPANY else None,
        identifier_state=random.choice((IdentifierState.CHECKED, IdentifierState.NONE)),
        description=random.choice(SENTENCES),
        stage=random.choice([*stages, None]),
        raising_until=today + timedelta(days=60) if random.random() < 0.1 else None,
        visibility=Visibility.PUBLIC,
        last_confirmed_on=today - timedelta(days=random.randint(0, 600)),
        is_demo=True,
    )


def _day(random: Random, today: date) -> date:
    return today - timedelta(days=random.randint(1, 1800))
