"""Addresses of the portal: the site's root."""

from django.urls import path

from minben.platform.portal import applying, views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("services/<slug:service>/", views.guide, name="guide"),
    path("services/<slug:service>/start/", applying.start, name="start"),
    path("forms/<str:number>/", applying.draft, name="draft"),
    path("forms/<str:number>/consent/", applying.consent, name="consent"),
    path("forms/<str:number>/check/", applying.check, name="check"),
    path("forms/<str:number>/pages/<str:page>/", applying.page, name="page"),
    path("cases/<str:number>/", views.case, name="case"),
    path("cases/<str:number>/dates/<int:clock>/", views.why, name="why"),
    path("verify/", views.verify, name="verify"),
    path("verify/<str:code>/", views.verify, name="verified"),
]
