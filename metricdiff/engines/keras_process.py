"""The process that Keras runs in: started early, asked once, ended always."""

from __future__ import annotations

import json
import os
import queue
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from metricdiff.engines import address_space, keras_worker
from metricdiff.engines.feeding import Feeding, hand_over
from metricdiff.errors import WorkerError
from metricdiff.settings import KerasSettings

if TYPE_CHECKING:
    from metricdiff.engines.given import KerasArrays
    from metricdiff.engines.keras_engine import KerasEngine, Results

#: The worker of saved models.
MODEL_WORKER = str(Path(keras_worker.__file__).with_name("model_worker.py"))

_KILLED = -signal.SIGKILL
_MISSING = re.compile(r"No module named '([\w.]+)'")
_NO_PROTOCOL = "the Keras worker does not answer as it should: is it Python, and another version?"


@contextmanager
def open_keras(settings: KerasSettings) -> Iterator[KerasEngine]:
    """Start the Keras worker, or use the Keras that is loaded in this process already."""
    if "keras" in sys.modules and not settings.python:
        from metricdiff.engines.keras_engine import InProcess

        yield InProcess()
        return
    if _kept is not None:
        yield _kept_worker(settings)
        return
    with open_worker(settings) as worker:
        yield worker


@contextmanager
def open_worker(settings: KerasSettings, script: str = keras_worker.__file__) -> Iterator[Worker]:
    """Start a worker process, and end it with the block.

    Args:
        settings: How Keras is run.
        script: The file that is the worker; it answers as ``keras_worker.serve`` does.
    """
    worker = None
    try:
        with _interrupts_held():  # one in the middle would leave the process behind
            worker = Worker(settings, script)
        yield worker
    finally:
        if worker:
            with _interrupts_held():
                worker.close()


#: The workers that comparisons share, by interpreter and configuration, while they are kept.
_kept: dict[tuple[str | None, bool], Worker] | None = None


@contextmanager
def keep_keras() -> Iterator[None]:
    """Let all comparisons of the block share one Keras worker, which the first of them starts.

    TensorFlow is imported once then, not once a comparison.
    """
    global _kept  # noqa: PLW0603 - there is one process, and it keeps the workers or does not
    if _kept is not None:  # a block around this one keeps them
        yield
        return
    _kept = {}
    try:
        yield
    finally:
        with _interrupts_held():
            workers, _kept = _kept, None
            for worker in workers.values():
                worker.close()


def _kept_worker(settings: KerasSettings) -> Worker:
    """Return the worker that is kept, or one more where there is none that lives."""
    assert _kept is not None  # noqa: S101 - asked before
    key = (settings.python, settings.env)
    with _interrupts_held():
        worker = _kept.get(key)
        if worker and not worker.alive:
            _kept.pop(key).close()
            worker = None
        if worker is None:
            worker = _kept[key] = Worker(settings)
    worker.renew(settings.timeout)
    return worker


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Let Ctrl-C and the like wait until the block is done."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    received: list[int] = []
    held = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    usual = {one: signal.signal(one, lambda number, _: received.append(number)) for one in held}
    try:
        yield
    finally:
        for one, handler in usual.items():
            signal.signal(one, handler)
        for number in received:
            signal.raise_signal(number)


class Worker:
    """Keras in a process of its own, which loads while this one reads.

    TensorFlow takes seconds to import, prints noise, takes the GPU and can abort: none of it
    happens here.  :meth:`close` ends the process, whatever it is doing.

    Args:
        settings: The interpreter, the configuration, and the seconds from the start after which
            the worker counts as hung.
        script: The file that is the worker.
    """

    def __init__(self, settings: KerasSettings, script: str = keras_worker.__file__) -> None:
        address_space.check()
        self._deadline = time.monotonic() + settings.timeout
        self._timeout = settings.timeout
        self._python = settings.python
        self._folder = _temporary_folder()
        self._log = (self.folder / "worker.log").open("w+b")
        self._requests: queue.Queue[str | None] = queue.Queue()
        self._answers: queue.Queue[str | None] = queue.Queue()
        self._feeding: Feeding | None = None
        self._awaited = 1  # the greeting
        self._tool: dict[str, Any] | None = None
        self._hung = False
        try:
            self._process = subprocess.Popen(  # noqa: S603 - the interpreter that the user named
                [settings.python or sys.executable, script, self._folder.name, str(os.getpid())],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._log,
                env=_environment(self._folder.name, user_configuration=settings.env),
                text=True,
                # Ctrl-C is for this process, which then ends the worker.
                start_new_session=True,
            )
        except OSError as error:
            self._discard()
            which = f"--keras-python {settings.python}" if settings.python else sys.executable
            raise WorkerError(f"{which} cannot be run: {error.strerror}") from None
        threading.Thread(target=self._listen, daemon=True).start()
        # A worker that hangs takes no more than fits into the pipe.
        threading.Thread(target=self._send, daemon=True).start()

    @property
    def folder(self) -> Path:
        """Where what is too large for a request lies; it goes when the worker ends."""
        return Path(self._folder.name)

    @property
    def alive(self) -> bool:
        """Whether the process still runs and has answered what it was asked."""
        return self._process.poll() is None and not self._hung

    @property
    def idle(self) -> bool:
        """Whether it has answered all that it was asked, and waits for more."""
        if self._feeding and not self._feeding.done:
            return False
        return self._answers.qsize() >= self._awaited

    def renew(self, timeout: float) -> None:
        """Let the seconds after which the worker counts as hung begin anew."""
        self._deadline = time.monotonic() + timeout
        self._timeout = timeout

    def close(self) -> None:
        """End the process at once and remove what was handed to it."""
        self._process.kill()
        self._process.wait()
        self._requests.put(None)
        if self._feeding:
            self._feeding.stop()
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                with suppress(BrokenPipeError):
                    stream.close()
        self._discard()

    def tool(self) -> dict[str, Any]:
        """Wait until Keras is imported, and return its versions and configuration.

        Raises:
            WorkerError: The worker died, hung, or cannot import Keras or TensorFlow.
        """
        if self._tool is None:
            greeting = self._answer()
            if "failed" in greeting:
                raise self._failure(self._not_imported(greeting["failed"]))
            if greeting.get("protocol") != keras_worker.PROTOCOL:
                raise self._failure(_NO_PROTOCOL)
            self._tool = greeting["tool"]
        return self._tool

    def begin(self, calls: list[dict[str, Any]], given: KerasArrays, chunk_rows: int) -> Results:
        """Hand metrics to the worker, which runs them as soon as Keras is imported.

        Returns:
            Waits for what came of them; raises WorkerError where the worker died or hung.
        """
        paths = {name: self.folder / f"{name}.npy" for name in given.arrays}
        try:
            for name, path in paths.items():
                hand_over(path, given.arrays[name])
        except WorkerError as error:
            return _failing(error)
        request = {
            "arrays": {name: str(path) for name, path in paths.items()},
            "classes": given.classes,
            "chunk_rows": chunk_rows,
            "calls": calls,
        }
        if given.blocks:
            self._feeding = Feeding(self._ask_for_long, request, given.blocks, self.folder)
            return self._feeding.results
        answered = self.ask(request)
        return lambda: answered()["results"]

    def ask(self, request: Mapping[str, Any]) -> Callable[[], dict[str, Any]]:
        """Hand the worker a request, which it answers as soon as Keras is imported.

        Requests are answered in their order.

        Returns:
            Waits for the answer; raises WorkerError where the worker died or hung.
        """
        self._awaited += 1
        self._requests.put(json.dumps(request))

        def answered() -> dict[str, Any]:
            self.tool()
            return self._answer()

        return answered

    def _ask_for_long(self, request: Mapping[str, Any]) -> Callable[[], dict[str, Any]]:
        """Hand the worker one of many requests; with each answer the seconds begin anew."""
        answered = self.ask(request)

        def renewed() -> dict[str, Any]:
            answer = answered()
            self.renew(self._timeout)
            return answer

        return renewed

    def _send(self) -> None:
        assert self._process.stdin  # noqa: S101 - opened above
        while (line := self._requests.get()) is not None:
            with suppress(BrokenPipeError, ValueError):  # it has died, or was closed: no answer
                self._process.stdin.write(line + "\n")
                self._process.stdin.flush()

    def _listen(self) -> None:
        assert self._process.stdout  # noqa: S101 - opened above
        try:
            for line in self._process.stdout:
                self._answers.put(line)
        except ValueError:  # closed while reading
            pass
        self._answers.put(None)

    def _answer(self) -> dict[str, Any]:
        try:
            line = self._answers.get(timeout=max(0.0, self._deadline - time.monotonic()))
        except queue.Empty:
            self._hung = True
            raise self._failure(
                f"the Keras worker did not answer within {self._timeout:g} s (--timeout)"
            ) from None
        self._awaited -= 1
        if line is None:
            raise self._death()
        try:
            answer = json.loads(line)
        except json.JSONDecodeError:
            answer = None
        if not isinstance(answer, dict):
            raise self._failure(_NO_PROTOCOL)
        return answer

    def _not_imported(self, error: str) -> str:
        """Say that Keras, or what it needs, is not there, and where."""
        where = f"{self._python}: " if self._python else ""
        missing = _MISSING.search(error)
        if missing:
            there = " there" if self._python else ""
            return (
                f"{where}Keras cannot be imported, there is no {missing[1]}; "
                f"install tensorflow{there}"
            )
        return f"{where}Keras cannot be imported: {error}{address_space.remark()}"

    def _death(self) -> WorkerError:
        code = self._process.wait()
        self._log.seek(0)
        printed = self._log.read().decode(errors="replace").rstrip()
        if self._tool is None and _MISSING.search(printed.rpartition("\n")[2]):
            return self._failure(self._not_imported(printed.rpartition("\n")[2]))
        how = f"exit code {code}" if code >= 0 else signal.Signals(-code).name
        why = "; a system that runs out of memory kills so: free some" if code == _KILLED else ""
        why = why or address_space.remark()
        return self._failure(f"the Keras worker died ({how}){why}")

    def log(self) -> str:
        """Return what the process has written to its standard error, and prints elsewhere."""
        self._log.seek(0)
        return self._log.read().decode(errors="replace")

    def _failure(self, message: str) -> WorkerError:
        return WorkerError(message, self.log())

    def _discard(self) -> None:
        self._log.close()
        self._folder.cleanup()


def _failing(error: WorkerError) -> Results:
    """Return what raises an error where the results are waited for, as if the worker had died."""

    def results() -> list[dict[str, Any]]:
        raise error

    return results


def _temporary_folder() -> tempfile.TemporaryDirectory[str]:
    try:
        return tempfile.TemporaryDirectory(prefix="metricdiff-")
    except OSError as error:
        raise WorkerError(
            f"no folder for temporary files can be made ({error.strerror}); set TMPDIR to a folder "
            "that can be written to and has space"
        ) from None


def _environment(folder: str, *, user_configuration: bool) -> dict[str, str]:
    environment = {**os.environ, "CUDA_VISIBLE_DEVICES": "-1"}
    environment.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    if not user_configuration:
        environment |= {"KERAS_BACKEND": "tensorflow", "KERAS_HOME": folder}
    return environment
