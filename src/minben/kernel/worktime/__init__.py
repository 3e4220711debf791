"""Working days, statutory limits, clocks that stop, and every date explained."""
