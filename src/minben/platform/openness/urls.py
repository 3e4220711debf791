"""Addresses of openness."""

from __future__ import annotations

from django.urls import path

from minben.platform.openness.views import consultations, disclosure, figures, opendata, promises, requests

app_name = "openness"
urlpatterns = [
    path("", figures.home, name="home"),
    path("satisfaction/", figures.satisfaction, name="satisfaction"),
    path("reductions/", figures.reduced, name="reductions"),
    path("disclosure/", disclosure.disclosed, name="disclosure"),
    path("data/", opendata.data, name="data"),
    path("data/<str:name>", opendata.data_file, name="data_file"),
    path("requests/", requests.requests, name="requests"),
    path("requests/new/", requests.ask, name="ask"),
    path("requests/<str:number>/", requests.followed, name="request"),
    path("promises/", promises.all_promises, name="promises"),
    path("consultations/", consultations.consultations, name="consultations"),
    path("consultations/<slug:service>/<slug:reform>/", consultations.consultation, name="consultation"),
    path("consultations/<slug:service>/<slug:reform>/answer/", consultations.answer, name="answer"),
]
