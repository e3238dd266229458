"""Public addresses of calls: applying, reviewing, one's own applications."""

from django.urls import path

from .views import applying, own, public, reviewing

app_name = "calls"

_APPLICATION = "chuong-trinh/<slug:slug>/nop/<str:number>/"
_REVIEW = "chuong-trinh/cham/<str:number>/"

urlpatterns = [
    path("chuong-trinh/don-cua-toi/", own.own_applications, name="own_applications"),
    path("chuong-trinh/cham/", reviewing.reviews, name="reviews"),
    path(_REVIEW, reviewing.review, name="review"),
    path(f"{_REVIEW}lien-quan/", reviewing.conflict, name="conflict"),
    path(f"{_REVIEW}thao-luan/", reviewing.remark, name="remark"),
    path(f"{_REVIEW}tep/<uuid:key>/", reviewing.file, name="review_file"),
    path("chuong-trinh/<slug:slug>/ket-qua/", public.results, name="results"),
    path("chuong-trinh/<slug:slug>/nop/", applying.start, name="start"),
    path(_APPLICATION, own.application, name="application"),
    path(f"{_APPLICATION}danh-ba/", applying.registry, name="registry"),
    path(f"{_APPLICATION}phan/<int:place>/", applying.section, name="section"),
    path(f"{_APPLICATION}kiem-tra/", applying.check, name="check"),
    path(f"{_APPLICATION}tra-loi/", own.answer, name="answer"),
    path(f"{_APPLICATION}loi-moi/", own.offer, name="offer"),
    path(f"{_APPLICATION}rut/", own.withdraw, name="withdraw"),
    path(f"{_APPLICATION}tep/<uuid:key>/", own.file, name="file"),
    path(f"{_APPLICATION}tep/<uuid:key>/bo/", own.remove_file, name="remove_file"),
]
