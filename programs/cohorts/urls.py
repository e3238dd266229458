"""Public addresses of cohorts: one's own cohort, certificates, follow-up."""

from django.urls import path

from .views import own, public

app_name = "cohorts"

urlpatterns = [
    path("chuong-trinh/khoa-cua-toi/", own.own_cohort, name="own_cohort"),
    path("chuong-trinh/khoa-cua-toi/moc/<int:pk>/", own.hand_in, name="hand_in"),
    path("chuong-trinh/khoa-cua-toi/moc/<int:pk>/ly-do/", own.explain_delay, name="explain_delay"),
    path("chuong-trinh/khoa-cua-toi/chi/<int:pk>/", own.ask_instalment, name="ask_instalment"),
    path(
        "chuong-trinh/khoa-cua-toi/<int:pk>/giai-trinh/",
        own.answer_termination,
        name="answer_termination",
    ),
    path("chuong-trinh/khoa-cua-toi/<int:pk>/rut/", own.withdraw, name="withdraw"),
    path("chuong-trinh/khoa-cua-toi/tep/<str:token>/", own.file, name="file"),
    path("chuong-trinh/chung-nhan/<str:code>/", public.certificate, name="certificate"),
    path("chuong-trinh/hoi-tham/<str:token>/", public.follow_up, name="follow_up"),
]
