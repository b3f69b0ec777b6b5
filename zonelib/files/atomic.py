"""Writing that leaves the old file or the new one, never half of one."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Final

from zonelib.errors import FileError


def write_text(path: Path, text: str) -> None:
    """Write a text file through a temporary one beside it.

    Parameters
    ----------
    path : Path
        Where; an older file of that name is replaced, with its permissions kept.
    text : str
        Written as UTF-8, line ends as they are.

    Raises
    ------
    FileError
        If the folder is missing or cannot be written to; nothing is left behind.
    """
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file as `write_text` does.

    Raises
    ------
    FileError
        If the folder is missing or cannot be written to; nothing is left behind.
    """
    with replacing(path) as temporary:
        temporary.write_bytes(content)


@contextmanager
def replacing(path: Path, *, beside: Path | None = None) -> Iterator[Path]:
    """Give a temporary file to write to; it takes the place of `path` at the end, or goes.

    Parameters
    ----------
    path : Path
        What is written.
    beside : Path, optional
        Where on the same disk the temporary file lies meanwhile, and after a crash; default: `path`.

    Raises
    ------
    FileError
        If the folder is missing or cannot be written to; nothing is left behind, whatever is raised.
    """
    temporary: Path | None = None
    try:
        near = beside or path
        handle, name = tempfile.mkstemp(dir=near.parent, prefix=f".{near.name}.", suffix=".part")
        os.close(handle)
        temporary = Path(name)
        yield temporary
        temporary.chmod(path.stat().st_mode if path.exists() else 0o666 & ~_umask())
        temporary.replace(path)
    except FileError:
        raise
    except OSError as error:
        raise FileError(
            f"{path} could not be written ({error.strerror or error}); name a folder that exists and is yours"
        ) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


_ASKING: Final = Lock()


def _umask() -> int:
    # It can only be asked by setting it: one thread at a time, or one would put back what another set.
    with _ASKING:
        mask = os.umask(0)
        os.umask(mask)
    return mask
