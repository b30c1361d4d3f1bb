"""What becomes of a worker whose parent was killed: it ends, and leaves nothing behind.

A sibling of the workers, which run by path under other interpreters: it imports nothing else.
"""

import os
import queue
import shutil
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from typing import Optional

#: Seconds between two looks at whether the parent lives, once the input has ended.
_PAUSE = 0.05


def requests(lines: Iterable[str]) -> Iterator[str]:
    """Yield the lines of an input, until it ends.

    The command line may name the folder of this worker and the process that made both.  If that
    process is gone when the input ends, it could not clean up: the folder is removed, and this
    process ends at once, whatever it is doing.  Where it still lives what was asked is answered.
    """
    folder, parent = sys.argv[1:] if len(sys.argv) == 3 else ("", "")  # noqa: PLR2004 - both
    waiting: "queue.Queue[Optional[str]]" = queue.Queue()

    def listen() -> None:
        for line in lines:
            waiting.put(line)
        waiting.put(None)
        if parent:
            _outlive(int(parent))
            shutil.rmtree(folder, ignore_errors=True)
            os._exit(1)  # the main thread may be deep in TensorFlow

    threading.Thread(target=listen, daemon=True).start()
    return iter(waiting.get, None)


def _outlive(parent: int) -> None:
    """Wait until the parent is gone; its end of the pipe closes a moment before."""
    while os.getppid() == parent:
        time.sleep(_PAUSE)
