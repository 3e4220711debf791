"""A supervised case to look at: the same moments as supervision's tests."""

from tests.platform.supervision.conftest import sent

__all__ = ["sent"]
