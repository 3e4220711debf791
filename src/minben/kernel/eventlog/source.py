"""Opening files: plain or gzip, with progress, with errors that say what to do. Serves the readers of this
room.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from minben.kernel.finding import refuse

_LARGE, _RATIO = 1 << 28, 400  # bytes unpacked, and times the packed size: past both it is a bomb, not a log
Progress = Callable[[float], None]


class Source:
    """A binary stream that tells how much of the file on disk has been read."""

    def __init__(self, stream: IO[bytes], disk: IO[bytes], size: int, progress: Progress | None) -> None:
        self._stream, self._disk, self._size, self._progress = stream, disk, max(size, 1), progress
        self._unpacked = 0

    def read(self, count: int = 1 << 18) -> bytes:
        """The next bytes, empty at the end."""
        data = self._stream.read(count)
        self._unpacked += len(data)
        if self._unpacked > max(_LARGE, _RATIO * self._size):
            raise EOFError(f"it unpacks to more than {_RATIO} times its size")
        if self._progress is not None:
            self._progress(min(1.0, self._disk.tell() / self._size))
        return data


def whole(source: Source) -> bytes:
    """All that is left."""
    parts: list[bytes] = []
    while part := source.read():
        parts.append(part)
    return b"".join(parts)


@contextmanager
def written(path: Path) -> Generator[IO[bytes]]:
    """Open for writing, packed when the name ends in `.gz`; the same content gives the same bytes at any time."""
    with path.open("wb") as disk:
        if path.suffix != ".gz":
            yield disk
        else:
            with gzip.GzipFile(filename="", mode="wb", fileobj=disk, mtime=0) as packed:
                yield cast("IO[bytes]", packed)


@contextmanager
def opened(path: Path, progress: Progress | None = None) -> Generator[Source]:
    """Open for reading; unreadable and damaged files raise InputError."""
    try:
        with path.open("rb") as disk:
            packed = disk.read(2) == b"\x1f\x8b"  # by content: a wrong ending is no reason to fail
            disk.seek(0)
            stream = cast("IO[bytes]", gzip.GzipFile(fileobj=disk)) if packed else disk
            yield Source(stream, disk, path.stat().st_size, progress)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        message = f"The compressed file is damaged or cut short ({error})."
        raise refuse(str(path), message, "Fetch or copy it again and compare its size.") from error
    except OSError as error:
        raise refuse(
            str(path), f"The file cannot be read: {error.strerror or error}.", "Check the path."
        ) from error
