"""Better variants, searched and compared fairly."""
