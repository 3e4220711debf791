"""Addresses of the portal: the site's root."""

from django.urls import path

from minben.platform.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("services/<slug:service>/", views.guide, name="guide"),
    path("cases/<str:number>/", views.case, name="case"),
    path("cases/<str:number>/dates/<int:clock>/", views.why, name="why"),
    path("verify/", views.verify, name="verify"),
    path("verify/<str:code>/", views.verify, name="verified"),
]
