"""What the proof counted, kept beside the run (var/trust/figures.json), so that docs/security.md can quote it."""

import json
from datetime import UTC, datetime

from django.conf import settings

FILE = settings.BASE_DIR / "var" / "trust" / "figures.json"


def write_down(what: str, **counted) -> None:
    """Add or renew one entry, print it too (`pytest -rP` shows it). Never makes a test fail."""
    print(f"{what}: " + ", ".join(f"{name} {number}" for name, number in counted.items()))
    try:
        FILE.parent.mkdir(parents=True, exist_ok=True)
        known = json.loads(FILE.read_text()) if FILE.exists() else {}
        known[what] = counted | {"at": datetime.now(UTC).isoformat(timespec="seconds")}
        FILE.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n")
    except (OSError, ValueError) as trouble:
        print(f"figures not kept: {trouble}")
