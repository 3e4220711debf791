"""Supervision's place in Django."""

from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "minben.platform.supervision"
    label = "supervision"

    def ready(self) -> None:
        """Dates that supervision shows move with the clocks they are taken from."""
        from minben.platform.casework.clocks import FOLLOWERS
        from minben.platform.supervision.models import Card, FollowUp

        FOLLOWERS["card"] = (Card, "reply_due_at")
        FOLLOWERS["contact"] = (FollowUp, "contact_due_at")
        FOLLOWERS["follow_up"] = (FollowUp, "due_at")
