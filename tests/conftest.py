"""What all tests share: tests that read real files are only collected when SOR_REAL_DATA names their folder."""

import os

collect_ignore_glob = [] if os.environ.get("SOR_REAL_DATA") else ["**/test_real_*.py", "test_real_*.py"]
