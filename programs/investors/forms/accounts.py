"""Input about investors' accounts and mandates, and firms' calls, cards and rooms."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.calendar import add_months
from core.vietnamese import date_short
from ecosystem.registry.choices import Instrument
from ecosystem.registry.forms.fields import Paper
from ecosystem.taxonomy.models import AdministrativeUnit, Sector, Stage
from programs.investors.choices import (
    CALL_MONTHS,
    CARD_FIELDS,
    Currency,
    InvestorKind,
    ProofKind,
)
from programs.investors.models import InvestorCard

from .fields import MILLION, MOST, AmountField, DayField, long_text


class RegisterForm(forms.Form):
    """Who invests, and who is spoken to."""

    kind = forms.ChoiceField(
        label=_("Loại nhà đầu tư"), choices=InvestorKind.choices, widget=forms.RadioSelect
    )
    name = forms.CharField(label=_("Tên nhà đầu tư"), max_length=200)
    contributors = forms.IntegerField(
        label=_("Số nhà đầu tư góp vốn"),
        required=False,
        min_value=1,
        help_text=_("Chỉ quỹ theo Nghị định 38/2018/NĐ-CP: từ 2 đến 30"),
    )
    about = forms.CharField(
        label=_("Giới thiệu ngắn"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Doanh nghiệp đọc khi có gợi ý hoặc lời đề nghị. Đừng viết thư, điện thoại."),
    )
    contact_name = forms.CharField(label=_("Người liên hệ"), max_length=200)
    contact_email = forms.EmailField(
        label=_("Thư điện tử liên hệ"),
        help_text=_("Doanh nghiệp chỉ thấy khi cả hai bên đã đồng ý."),
    )
    contact_phone = forms.CharField(
        label=_("Điện thoại liên hệ"), max_length=20, required=False, empty_value=""
    )


class ProofForm(forms.Form):
    """One paper."""

    kind = forms.ChoiceField(label=_("Loại giấy tờ"))
    paper = Paper(label=_("Tệp"), hint=_("Chỉ cán bộ đầu tư đọc."))

    def __init__(self, *args: Any, kinds: Iterable[ProofKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(kind.value, kind.label) for kind in kinds]
        self.fields["paper"].required = True


class MemberForm(forms.Form):
    email = forms.EmailField(label=_("Thư điện tử của đồng nghiệp"))


class MandateForm(forms.Form):
    """What is looked for (INV-2)."""

    sectors = forms.ModelMultipleChoiceField(
        label=_("Lĩnh vực tìm"),
        queryset=Sector.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    stages = forms.ModelMultipleChoiceField(
        label=_("Giai đoạn"),
        queryset=Stage.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Không chọn là mọi giai đoạn"),
    )
    ticket_min = AmountField(label=_("Mức đầu tư từ"), min_value=1, max_value=MOST)
    ticket_max = AmountField(label=_("Mức đầu tư đến"), min_value=1, max_value=MOST)
    currency = forms.ChoiceField(label=_("Đồng tiền"), choices=Currency.choices, initial="VND")
    rate = forms.DecimalField(
        label=_("Tỷ giá"),
        max_digits=14,
        decimal_places=4,
        required=False,
        localize=True,
        help_text=_("Bao nhiêu đồng cho một đơn vị; để trống khi là đồng"),
    )
    rate_on = DayField(label=_("Ngày của tỷ giá"), required=False)
    instruments = forms.MultipleChoiceField(
        label=_("Hình thức đầu tư"),
        choices=Instrument.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Không chọn là mọi hình thức"),
    )
    places = forms.ModelMultipleChoiceField(
        label=_("Địa bàn"),
        queryset=AdministrativeUnit.objects.none(),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text=_("Giữ Ctrl để chọn nhiều; không chọn là cả tỉnh"),
    )
    excluded_sectors = forms.ModelMultipleChoiceField(
        label=_("Lĩnh vực loại trừ"),
        queryset=Sector.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    exclusions = forms.CharField(
        label=_("Điều loại trừ khác"),
        max_length=300,
        required=False,
        help_text=_("Người đọc, máy không tính"),
    )
    capital_until = DayField(label=_("Có vốn sẵn đến ngày"), required=False)
    is_paused = forms.BooleanField(
        label=_("Tạm dừng nhận gợi ý"),
        required=False,
        help_text=_("Không ai được gợi ý cho bạn và bạn không được gợi ý cho ai"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, terms in (
            ("sectors", Sector.objects.active()),
            ("excluded_sectors", Sector.objects.active()),
            ("stages", Stage.objects.active()),
            ("places", AdministrativeUnit.objects.current().order_by("sort_key")),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ModelMultipleChoiceField)
            field.queryset = terms

    @property
    def answers(self) -> dict[str, Any]:
        values = dict(self.cleaned_data)
        for name in ("ticket_min", "ticket_max"):
            values[name] = Decimal(values[name])
        return values


class CallForm(forms.Form):
    """ "Đang gọi vốn" (INV-4)."""

    amount_million = AmountField(
        label=_("Số vốn cần gọi, triệu đồng"), min_value=1, max_value=MOST // MILLION
    )
    purpose = forms.CharField(
        label=_("Dùng vốn vào việc gì"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    instruments = forms.MultipleChoiceField(
        label=_("Hình thức nhận"),
        choices=Instrument.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Không chọn là mọi hình thức"),
    )
    ends_on = DayField(label=_("Ngày cuối"))
    agrees_to_share = forms.BooleanField(
        label=_("Đồng ý chia sẻ với nhà đầu tư đã xác minh"),
        required=False,
        help_text=_(
            "Họ thấy thẻ của doanh nghiệp theo từng phần bạn chọn. Rút lúc nào cũng được, ở mục "
            "Đồng ý và quyền; rút thì họ thôi thấy ngay."
        ),
    )

    def __init__(self, *args: Any, asks_consent: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        latest = add_months(timezone.localdate(), CALL_MONTHS)
        self.fields["ends_on"].help_text = gettext(
            "Ngày/tháng/năm, muộn nhất %(day)s. Hết ngày ấy lần gọi vốn tự kết thúc."
        ) % {"day": date_short(latest)}
        if not asks_consent:
            del self.fields["agrees_to_share"]

    @property
    def answers(self) -> dict[str, Any]:
        values = dict(self.cleaned_data)
        values["amount_vnd"] = Decimal(values.pop("amount_million") * MILLION)
        return values


class CardForm(forms.Form):
    """What the card says, and who sees each part (INV-3)."""

    pitch = forms.CharField(
        label=_("Một câu giới thiệu"),
        max_length=160,
        required=False,
        help_text=_("Đừng viết thư điện tử hay điện thoại: liên hệ mở khi cả hai bên đồng ý."),
    )
    product = long_text(_("Sản phẩm"), required=False)
    team = long_text(_("Đội ngũ"), required=False)
    need = long_text(_("Cần gì ngoài vốn"), required=False)
    figures = long_text(_("Số liệu kinh doanh"), required=False)

    TEXTS = ("pitch", "product", "team", "need", "figures")

    def __init__(self, *args: Any, card: InvestorCard, **kwargs: Any) -> None:
        initial = {name: getattr(card, name) for name in self.TEXTS}
        initial |= {
            f"audience_{field.key}": card.audiences.get(field.key, field.default)
            for field in CARD_FIELDS
        }
        super().__init__(*args, initial=initial, **kwargs)
        for field in CARD_FIELDS:
            self.fields[f"audience_{field.key}"] = forms.ChoiceField(
                label=gettext("Ai thấy “%(field)s”") % {"field": field.label},
                choices=[(audience.value, audience.label) for audience in field.allowed],
            )

    def fields_in_order(self) -> list[forms.BoundField]:
        """Each text with the choice of its readers beneath it."""
        found = []
        for field in CARD_FIELDS:
            if field.key in self.fields:
                found.append(self[field.key])
            found.append(self[f"audience_{field.key}"])
        return found

    @property
    def texts(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in self.TEXTS}

    @property
    def audiences(self) -> dict[str, str]:
        return {field.key: self.cleaned_data[f"audience_{field.key}"] for field in CARD_FIELDS}


class RoomFileForm(forms.Form):
    title = forms.CharField(label=_("Tên tài liệu"), max_length=200)
    paper = Paper(label=_("Tệp"), hint=_("Nhà đầu tư chỉ xem, có tên và giờ in chìm trên trang."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["paper"].required = True
