"""The socket that is served: bound and listening before anybody is told of it."""

import errno
import os
import socket
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NoReturn

from gateway.cli.exits import Exit, stop, why

BACKLOG: Final = 2048
_HINTS: Final = {
    errno.EADDRINUSE: "; another program listens there: choose another with --port",
    errno.EACCES: "; ports below 1024 are for the administrator: choose another with --port",
}


@contextmanager
def listening(host: str, port: int, path: Path | None) -> Iterator[socket.socket]:
    """A socket that listens at the path, or else at the port; ends the command if there cannot be one."""
    served = _at_path(path) if path else _at_port(host, port)
    try:
        yield served
    finally:
        served.close()
        if path:
            path.unlink(missing_ok=True)


def _at_port(host: str, port: int) -> socket.socket:
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        return socket.create_server(address[:2], family=family, backlog=BACKLOG)
    except OSError as error:
        cannot_listen(host, port, error)


def cannot_listen(host: str, port: int, error: OSError) -> NoReturn:
    """End the command because the port cannot be had, with what to do about it."""
    stop(Exit.UNABLE, f"cannot listen on {host}:{port}: {why(error)}{_HINTS.get(error.errno or 0, '')}")


def _at_path(path: Path) -> socket.socket:
    """One that a dead process left behind is replaced."""
    served = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        _make_way(path)
        served.bind(os.fspath(path))
        path.chmod(0o666)  # the proxy is another user; who may come near is said by the folder's rights
        served.listen(BACKLOG)
    except OSError as error:
        served.close()
        stop(Exit.UNABLE, f"cannot listen on {path}: {why(error)}")
    return served


def _make_way(path: Path) -> None:
    """Remove a socket that nobody listens on; raises OSError for anything else that is in the way."""
    if not path.exists():
        return
    if not stat.S_ISSOCK(path.stat().st_mode):
        raise FileExistsError(errno.EEXIST, "there is a file of that name that is no socket")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as visitor:
        try:
            visitor.connect(os.fspath(path))
        except ConnectionRefusedError:
            path.unlink()
        else:
            raise OSError(errno.EADDRINUSE, os.strerror(errno.EADDRINUSE))


def url(served: socket.socket) -> str:
    """Where a browser on this machine finds the socket."""
    if served.family == socket.AF_UNIX:
        return f"unix:{served.getsockname()}"
    host, port = served.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  # not bound here, only shown
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
