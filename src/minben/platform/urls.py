"""Every address of the platform, door by door."""

from django.urls import include, path

urlpatterns = [
    path("design/", include("minben.platform.design.urls")),
    path("identity/", include("minben.platform.identity.urls")),
    path("", include("minben.platform.portal.urls")),
]
