"""Addresses of the look: the switches, and the gallery for designers."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "design"
urlpatterns = [
    path("look/", views.look, name="look"),
    path("gallery/", views.gallery, name="gallery"),
]
