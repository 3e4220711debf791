"""What is read for everybody's eyes: reforms and what they promise, consultations."""
