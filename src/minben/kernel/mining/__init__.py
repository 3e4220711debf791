"""From event logs to models, deviations and delays."""
