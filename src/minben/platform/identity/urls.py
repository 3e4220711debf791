"""Addresses of signing in and out."""

from django.urls import path

from minben.platform.identity import views

app_name = "identity"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("place/", views.choose_tenant, name="choose_tenant"),
    path("act-for/", views.act_for, name="act_for"),
]
