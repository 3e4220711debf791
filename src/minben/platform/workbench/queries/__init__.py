"""What officers read: the queue, one task with everything needed to decide, their own day. Nothing here writes."""
