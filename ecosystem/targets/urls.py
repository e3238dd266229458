from django.urls import path

from . import views

app_name = "targets"

urlpatterns = [
    path("muc-tieu/", views.index, name="index"),
    path("muc-tieu/<str:code>/", views.target, name="target"),
    path("muc-tieu/<str:code>/<str:snapshot>/", views.snapshot, name="snapshot"),
]
