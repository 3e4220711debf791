"""Values in, values out. No web, no database, no clock, no dice: time and randomness are arguments."""
