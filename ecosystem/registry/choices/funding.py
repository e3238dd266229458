"""Enumerations of funding rounds."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Instrument(models.TextChoices):
    """How money came in with a funding round."""

    EQUITY = "equity", _("Góp vốn, mua cổ phần")
    CONVERTIBLE = "convertible", _("Khoản vay chuyển đổi")
    LOAN = "loan", _("Khoản vay")
    GRANT = "grant", _("Tài trợ không hoàn lại")
    OTHER = "other", _("Hình thức khác")


class AmountBand(models.TextChoices):
    """How much a funding round was, in Vietnamese đồng; the lower end belongs to the band."""

    UNDER_1B = "under_1b", _("dưới 1 tỷ đồng")
    FROM_1B = "1b_5b", _("từ 1 đến dưới 5 tỷ đồng")
    FROM_5B = "5b_20b", _("từ 5 đến dưới 20 tỷ đồng")
    FROM_20B = "20b_100b", _("từ 20 đến dưới 100 tỷ đồng")
    OVER_100B = "over_100b", _("từ 100 tỷ đồng")
