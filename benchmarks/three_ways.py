"""All the ways of answering and 30,000 random expressions, in Chromium: what the suite only samples.

python -m benchmarks.three_ways
"""

import os
import subprocess
import sys

WALKS = ("tests/questions/test_three_ways.py", "tests/browser/test_expression.py")


def main() -> int:
    required = os.environ | {"MEDLYTT_LONG": "1", "MEDLYTT_REQUIRE": "chromium"}
    return subprocess.run([sys.executable, "-m", "pytest", "-n", "2", *WALKS], env=required, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
