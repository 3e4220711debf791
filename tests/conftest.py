"""What every test shares: random tests try the same cases at each run of `make test`, and new ones in `make test-all`.

A change is then judged by itself; the search for unknown faults goes on where a find does not stop other work.
"""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("search", deadline=None, print_blob=True)
settings.load_profile(os.environ.get("MINBEN_HYPOTHESIS", "steady"))
