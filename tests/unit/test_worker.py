"""What this process knows of its Keras worker, with a worker that has no Keras."""

from __future__ import annotations

import time
from pathlib import Path

from metricdiff.engines.keras_process import open_worker
from metricdiff.settings import KerasSettings

GREETS_AND_ANSWERS = """
import json, sys
print(json.dumps({"protocol": 2, "tool": {}}), flush=True)
for line in sys.stdin:
    if "never" not in line:
        print(line, end="", flush=True)
"""


def test_it_is_idle_when_it_has_answered_all(tmp_path: Path) -> None:
    script = tmp_path / "worker.py"
    script.write_text(GREETS_AND_ANSWERS)

    with open_worker(KerasSettings(None, env=False, timeout=60), str(script)) as worker:
        answers = [worker.ask({"number": number}) for number in range(2)]
        assert answers[0]() == {"number": 0}
        deadline = time.monotonic() + 30
        while not worker.idle and time.monotonic() < deadline:
            time.sleep(0.01)
        assert worker.idle
        assert answers[1]() == {"number": 1}
        assert worker.idle

        worker.ask({"answer": "never"})
        assert not worker.idle
