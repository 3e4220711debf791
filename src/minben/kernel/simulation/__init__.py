"""Process models on virtual time, giving event logs."""
