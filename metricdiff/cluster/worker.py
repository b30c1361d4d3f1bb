"""What the workers of this machine do before anything else."""

from __future__ import annotations

import os
from typing import Any

from distributed.diagnostics.plugin import WorkerPlugin


class Quiet(WorkerPlugin):  # type: ignore[misc] # no types
    """Lets nothing that TensorFlow prints reach the terminal that the worker was started from."""

    def setup(self, worker: Any) -> None:
        """Point standard output and standard error nowhere."""
        del worker
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for stream in (1, 2):
            os.dup2(nowhere, stream)
        os.close(nowhere)
