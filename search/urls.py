"""Public addresses of the directory and of what people keep from it."""

from django.urls import path

from .views import comparing, directory, saved

app_name = "search"
urlpatterns = [
    path("danh-ba/", directory.directory, name="directory"),
    path("danh-ba/goi-y/", directory.suggestions, name="suggest"),
    path("danh-ba/so-sanh/", comparing.compare, name="compare"),
    path("danh-ba/da-luu/", saved.saved, name="saved"),
    path("danh-ba/da-luu/luu/", saved.save, name="save"),
    path("danh-ba/da-luu/<int:pk>/", saved.change, name="change"),
    path("danh-ba/da-luu/<int:pk>/gia-han/", saved.renew, name="renew"),
    path("danh-ba/da-luu/<int:pk>/xoa/", saved.delete, name="delete"),
    path("danh-ba/da-luu/thoi/<str:token>/", saved.stop, name="stop"),
]
