"""The officer's door: the queue, one page for a case, the counter, my day, practice."""
