"""Public addresses of the registry: the profile, the registration, a person's own space."""

from django.urls import path

from .views import cases, own_space, portal, profile, steps

app_name = "registry"

urlpatterns = [
    path("danh-ba/<str:code>.json", profile.profile_json, name="profile_json"),
    path("danh-ba/<str:code>/", profile.profile, name="profile"),
    path("dang-ky/", portal.start, name="start"),
    path("dang-ky/mo-lai/", portal.resume, name="resume"),
    path("dang-ky/nhan-quan-ly/<str:code>/", portal.claim, name="claim"),
    path("dang-ky/<str:number>/", cases.case, name="case"),
    path("dang-ky/<str:number>/mo/<str:key>/", portal.open_link, name="open"),
    path("dang-ky/<str:number>/kiem-tra/", steps.check, name="check"),
    path("dang-ky/<str:number>/da-gui/", cases.submitted, name="submitted"),
    path("dang-ky/<str:number>/bo-sung/", cases.answer, name="answer"),
    path("dang-ky/<str:number>/rut/", cases.withdraw, name="withdraw"),
    path("dang-ky/<str:number>/mo-lai/", cases.reopen, name="reopen"),
    path("dang-ky/<str:number>/tep/<int:pk>/", cases.paper, name="paper"),
    path("dang-ky/<str:number>/tep/<int:pk>/bo/", cases.remove_paper, name="remove_paper"),
    path("dang-ky/<str:number>/<str:step>/", steps.step, name="step"),
    path("ho-so/", own_space.overview, name="own_space"),
    path("ho-so/ho-so-va-don/", own_space.own_cases, name="own_cases"),
    path("ho-so/dong-y/", own_space.consents, name="own_consents"),
    path("ho-so/van-dung/", own_space.confirm, name="confirm"),
    path("ho-so/sua/<str:code>/<str:step>/", own_space.change, name="change"),
]
