"""Published services, pinned by digest."""
