from django.urls import path

from . import views

app_name = "search"
urlpatterns = [path("danh-ba/", views.directory, name="directory")]
