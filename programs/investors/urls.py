"""Public addresses of matching with investors."""

from django.urls import path

from .views import firms, introductions, investors, matching, rooms

app_name = "investors"

urlpatterns = [
    path("nha-dau-tu/", investors.home, name="home"),
    path("nha-dau-tu/cach-goi-y/", investors.rules, name="rules"),
    path("nha-dau-tu/dang-goi-von/", investors.raising, name="raising"),
    path("nha-dau-tu/dang-ky/", investors.register, name="register"),
    path("nha-dau-tu/gioi-thieu/", introductions.own, name="own_introductions"),
    path("nha-dau-tu/gioi-thieu/<str:number>/", introductions.one, name="introduction"),
    path("nha-dau-tu/gioi-thieu/<str:number>/phong/", rooms.room, name="room"),
    path("nha-dau-tu/gioi-thieu/<str:number>/phong/<int:pk>/", rooms.room_file, name="room_file"),
    path("nha-dau-tu/goi-von/<str:code>/", firms.overview, name="firm"),
    path("nha-dau-tu/goi-von/<str:code>/phong/", rooms.manage, name="manage_room"),
    path("nha-dau-tu/goi-von/<str:code>/phong/<int:pk>/bo/", rooms.remove, name="remove_file"),
    path("nha-dau-tu/goi-von/<str:code>/mo/", firms.open_call, name="open_call"),
    path("nha-dau-tu/goi-von/<str:code>/dong/", firms.close_call, name="close_call"),
    path("nha-dau-tu/goi-von/<str:code>/the/", firms.edit_card, name="card"),
    path("nha-dau-tu/goi-von/<str:code>/xem-nhu/<str:reader>/", firms.preview, name="preview"),
    path("nha-dau-tu/goi-von/<str:code>/nha-dau-tu/<str:number>/", firms.investor, name="investor"),
    path("nha-dau-tu/goi-von/<str:code>/goi-y/<int:pk>/bo/", firms.dismiss, name="firm_dismiss"),
    path("nha-dau-tu/<str:number>/", investors.account, name="account"),
    path(
        "nha-dau-tu/<str:number>/nguoi/<int:pk>/bo/", investors.remove_member, name="remove_member"
    ),
    path("nha-dau-tu/<str:number>/khau-vi/", investors.mandate, name="mandate"),
    path("nha-dau-tu/<str:number>/goi-y/", matching.week, name="suggestions"),
    path("nha-dau-tu/<str:number>/goi-y/<int:pk>/bo/", matching.dismiss, name="dismiss"),
    path("nha-dau-tu/<str:number>/doanh-nghiep/<str:code>/", matching.firm, name="firm_card"),
    path(
        "nha-dau-tu/<str:number>/doanh-nghiep/<str:code>/bo/",
        matching.end_interest,
        name="end_interest",
    ),
    path("nha-dau-tu/<str:number>/gioi-thieu/", matching.own_list, name="introductions"),
]
