"""What is done in the open: consultations."""
