"""What all tests share: patience on slow machines, and one secret for every node of Ray."""

from __future__ import annotations

import os
import secrets

from hypothesis import settings

# Two cores that compile, encode and test at once miss any deadline now and then.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

# Ray asks for a token, keeps the first one that it meets in a process, and looks for it in the
# home folder, which some tests replace: so all nodes of a session are told one. The mode is what a
# process that only joins a cluster goes by.
os.environ["RAY_AUTH_TOKEN"] = secrets.token_hex(32)
os.environ["RAY_AUTH_MODE"] = "token"
