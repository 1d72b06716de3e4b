"""What goes wrong on the wire, before it is told in a system's name."""


class WireError(Exception):
    """An exchange failed."""


class CutOff(WireError):
    """The other side went away; `silent` if not a byte of its answer had come."""

    def __init__(self, *, silent: bool) -> None:
        super().__init__("cut off")
        self.silent = silent


class Babble(WireError):
    """What came is no HTTP, or not what was asked for."""


class TooLarge(WireError):
    """More came than is allowed."""


class Packed(WireError):
    """A body that cannot be unpacked."""


class Refused(WireError):
    """No connection could be made; `hint` says more where more is known."""

    def __init__(self, hint: str = "") -> None:
        super().__init__("refused")
        self.hint = hint


class Slow(WireError):
    """Nothing came for too long."""


class Crowded(WireError):
    """As many wait already as may."""
