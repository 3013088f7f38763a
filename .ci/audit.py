"""Has anything that we build on a known hole? Asks pip-audit about both locks.

    python .ci/audit.py [lock ...]

Ends with 0 if nothing has, 1 if something has, 2 if the question could not be answered for every package. The last
is said in capitals and is never taken for a yes; the build server decides whether it may go on (see .ci/run).
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

SOUND, HOLED, NOT_ASKED = 0, 1, 2


def verdict(answer: dict | None) -> tuple[int, str]:
    """The exit code and a sentence, from what pip-audit wrote down; None if it wrote nothing."""
    packages = (answer or {}).get("dependencies", [])
    holes = [
        f"  {package['name']} {package['version']}: {hole['id']}, mended in {', '.join(hole['fix_versions']) or 'nothing yet'}"
        for package in packages
        for hole in package.get("vulns", [])
    ]
    unasked = [package["name"] for package in packages if "skip_reason" in package]
    if holes:
        return HOLED, "\n".join(["Known holes:", *holes])
    if unasked or not packages:
        how_many = f"{len(unasked)} of {len(packages)} packages" if packages else "any package"
        return (
            NOT_ASKED,
            f"COULD NOT BE ASKED about {how_many}: the list of known holes did not answer. Nothing is proven.",
        )
    return SOUND, f"Known holes: none of {len(packages)} packages has one."


def ask(lock: str) -> tuple[int, str]:
    with tempfile.TemporaryDirectory() as place:
        out = Path(place) / "answer.json"
        command = [sys.executable, "-m", "pip_audit", "-r", lock, "--require-hashes", "--disable-pip"]
        command += ["--progress-spinner", "off", "--timeout", "20", "-f", "json", "-o", str(out)]
        said = subprocess.run(command, capture_output=True, text=True, check=False)
        try:
            return verdict(json.loads(out.read_text()))
        except (OSError, ValueError):
            code, words = verdict(None)
            return code, f"{words} {' '.join(said.stderr.split()[-12:])}"


def main(locks: list[str]) -> int:
    codes = []
    for lock in locks or ["requirements.txt", "requirements-dev.txt"]:
        code, words = ask(lock)
        print(f"{lock}: {words}", flush=True)
        codes.append(code)
    return HOLED if HOLED in codes else max(codes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
