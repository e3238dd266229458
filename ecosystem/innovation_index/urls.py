"""Public addresses: the index, its calculator, published reports, and the page that verifies."""

from django.urls import path

from . import views

app_name = "innovation_index"

urlpatterns = [
    path("chi-so/", views.dashboard, name="dashboard"),
    path("chi-so/ket-qua.csv", views.results_csv, name="results_csv"),
    path("chi-so/tinh-thu/", views.calculator, name="calculator"),
    path("chi-so/tinh-thu/<int:year>.csv", views.table_template, name="table_template"),
    path("chi-so/<slug:code>/<int:year>/", views.framework, name="framework"),
    path("bao-cao/", views.reports, name="reports"),
    path("bao-cao/<str:number>.pdf", views.report_file, name="report_file"),
    path("kiem-tra/", views.verify_start, name="verify_start"),
    path("kiem-tra/<str:number>/", views.verify, name="verify"),
]
