"""Every address of the platform, door by door."""

from django.urls import include, path

urlpatterns = [
    path("design/", include("minben.platform.design.urls")),
    path("identity/", include("minben.platform.identity.urls")),
    path("workbench/", include("minben.platform.workbench.urls")),
    path("oversight/", include("minben.platform.oversight.urls")),
    path("studio/", include("minben.platform.studio.urls")),
    path("openness/", include("minben.platform.openness.urls")),
    path("", include("minben.platform.portal.urls")),
]
