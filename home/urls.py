from django.urls import path

from . import views

app_name = "home"

urlpatterns = [
    path("tin-tuc/rss.xml", views.NewsFeed(), name="feed"),
]
