"""A page with every component on it, for tests and for looking at."""

from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.template import engines

TEMPLATE = Path(__file__).with_name("gallery.html")


class SeatForm(forms.Form):
    """One field of each kind."""

    street = forms.CharField(
        label="Số nhà, đường, ấp",
        help_text="Ghi như trên giấy chứng nhận.",
        error_messages={"required": "Nhập số nhà, đường hoặc ấp"},
    )
    commune = forms.ChoiceField(
        label="Xã Suối Dây (cũ) nay thuộc hai xã. Trụ sở nằm ở đâu?",
        help_text="Hệ thống không tự đoán.",
        choices=[("1", "Xã Tân Châu"), ("2", "Xã Tân Thành"), ("", "Tôi chưa chắc")],
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn xã mới: xã Suối Dây cũ đã chia về hai xã"},
    )
    kinds = forms.MultipleChoiceField(
        label="Hoạt động",
        choices=[("a", "Phần mềm"), ("b", "Phần cứng")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    sector = forms.ChoiceField(label="Lĩnh vực", choices=[("a", "Nông nghiệp")], required=False)
    story = forms.CharField(label="Giới thiệu", widget=forms.Textarea, required=False)
    document = forms.FileField(label="Giấy chứng nhận", required=False)
    share = forms.BooleanField(
        label="Chia sẻ với nhà đầu tư đã xác minh",
        help_text="Rút lại lúc nào cũng được.",
        required=False,
    )
    secret = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["commune"].choice_hints = {"1": "gồm thị trấn Tân Châu, xã Thạnh Đông"}


def context(data: dict[str, str] | None = None) -> dict[str, Any]:
    moment = datetime(2026, 11, 20, 0, 30, tzinfo=UTC)
    return {
        "form": SeatForm(data),
        "figure": SimpleNamespace(
            on_date=date(2026, 11, 20),
            known_at=moment,
            boundary="địa giới từ 1/7/2025",
            source="danh bạ tỉnh",
            definition_version=2,
        ),
        "parents": [("Danh bạ", "/danh-ba/")],
        "tabs": [("Tổng quan", "/a/", True), ("Đồng ý và quyền", "/b/", False)],
        "tabs_chips": [("Xác nhận trong 12 tháng", "/x/")],
        "modes": [("Đủ 34 tỉnh", "tính từ đầu", "/a/", False), ("Riêng tỉnh", "cộng", "/b/", True)],
        "doors": [(f"Cửa {n}", "/x/", "Trả lời trong 5 ngày làm việc.") for n in range(3)],
        "pairs": [("Mã số thuế", "9900014322", ""), ("Trụ sở", "Ấp Mẫu", "trước: Gò Dầu")],
        "tags": [
            ("quiet", "Bản nháp"),
            ("info", "Đang xem xét"),
            ("warn", "Cần bổ sung"),
            ("ok", "Đã duyệt"),
            ("stop", "Không đạt"),
            ("outline", "Trùng hồ sơ"),
        ],
        "levels": ["green", "amber", "red"],
        "answers": [
            SimpleNamespace(question="Loại", answer="Doanh nghiệp", edit_url="/x/"),
            SimpleNamespace(question="Lao động năm 2025", answer=None, edit_url="/x/"),
        ],
        "steps": [
            ("Danh tính", "/1/", "done", "Xong"),
            ("Trụ sở", "/2/", "left", "Còn 1 chỗ"),
            ("Kiểm tra và gửi", "", "closed", "Chưa mở"),
        ],
        "key": [("able", "Có khả năng cung cấp"), ("on", "Công nghệ số"), ("none", "Còn lại")],
        "bars": [("Phường Tân Ninh", 24, "/x/", 1), ("Phường Long An", 21, "", 2)],
        "plot_links": [SimpleNamespace(url=f"#r{n}", label=f"Tổ chức {n}") for n in range(3)],
        "states": ["central", "checked", "asked", "entered", "disputed", "none"],
        "quality": [("22–23", "khoảng có thể"), ("21/23", "xác nhận trong 12 tháng")] * 2,
        "columns": ["Năm", "Số"],
        "rows": [["2025", 18], ["2026", 23]],
        "page": Paginator(range(1000), 10).page(4),
        "timeline": [
            SimpleNamespace(at=date(2026, 1, n), text="Được xếp loại") for n in range(1, 13)
        ],
    }


def render(request: HttpRequest, data: dict[str, str] | None = None) -> str:
    """Return the whole page, as this request would see it."""
    template = engines["django"].from_string(TEMPLATE.read_text())
    return template.render(context(data), request)
