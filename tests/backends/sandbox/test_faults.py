"""What a specification of faults may say."""

import pytest

from backends.sandbox.faults import Fault, Kind, Misbehaviour, parse


def test_all_that_may_be_said() -> None:
    assert parse("erp:429@2*3, garbage,latency=0.5,drip=0.01,retry-after=7,under=/services") == (
        "erp",
        Misbehaviour(
            faults=(Fault(kind=Kind.STATUS, status=429, after=2, times=3), Fault(kind=Kind.GARBAGE)),
            latency=0.5,
            drip=0.01,
            retry_after="7",
            under="/services",
        ),
    )


@pytest.mark.parametrize("specification", ["503", "erp", "erp:", ":503", ""])
def test_a_server_and_a_fault_are_needed(specification: str) -> None:
    with pytest.raises(ValueError, match=r"expected SERVER:FAULT\[,FAULT …\], not "):
        parse(specification)


@pytest.mark.parametrize(
    "part", ["5o3", "200", "99", "600", "503*", "503@", "latency=long", "latency", "under=x", "1.5"]
)
def test_a_fault_that_there_is_not(part: str) -> None:
    with pytest.raises(ValueError, match=f"expected a status of 300 to 599, .* not '{part.replace('*', '.')}'"):
        parse(f"erp:503,{part}")
