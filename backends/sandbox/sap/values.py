"""Values as JSON writes them in either version."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Final

from backends.sandbox.sap.edm import Value, Version

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def written(value: Value, version: Version, *, exact: bool = False) -> object:
    """A value as it stands in JSON: V2 writes numbers as strings and times in its own ways; V4 if they are `exact`."""
    if version is Version.V2:
        return _v2(value)
    return f"{value:f}" if exact and isinstance(value, Decimal) else _v4(value)


def milliseconds(moment: datetime) -> int:
    """Since 1970."""
    passed = moment - _EPOCH
    return (passed.days * 86_400 + passed.seconds) * 1_000 + passed.microseconds // 1_000


def _v2(value: Value) -> object:
    match value:
        case Decimal():
            return f"{value:f}"
        case datetime():
            return f"/Date({milliseconds(value)}+0000)/"
        case date():
            return f"/Date({milliseconds(datetime(value.year, value.month, value.day, tzinfo=UTC))})/"
        case time():
            return f"PT{value.hour:02d}H{value.minute:02d}M{value.second:02d}S"
        case _:
            return value


def _v4(value: Value) -> object:
    match value:
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case datetime():
            return f"{value:%Y-%m-%dT%H:%M:%S}Z"
        case date() | time():
            return value.isoformat()
        case _:
            return value
