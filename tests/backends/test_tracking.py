"""The tracking fold: by event time and rank, whatever the order of arrival."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from msgspec import structs

from backends.records import Package, Ref, Shipment, TrackingEvent
from backends.tracking import RANK, course, delivered_at, fold, in_order, shipment_promise, status
from backends.vocabulary import ShipmentDirection, ShipmentStatus
from backends.vocabulary import ShipmentStatus as S
from tests.examples import EXAMPLES

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
MANY = settings(max_examples=EXAMPLES, deadline=None)
ARRIVED = {S.DELIVERED, S.COLLECTED}
BACK = {S.RETURNING, S.RETURNED}


def seen(hours: float, what: ShipmentStatus, told_after: float = 0, parcel: str | None = None) -> TrackingEvent:
    at = NOW + timedelta(hours=hours)
    return TrackingEvent(at=at, recorded_at=at + timedelta(hours=told_after), status=what, tracking_number=parcel)


def shipment(*events: TrackingEvent, parcels: Sequence[str] | None = (), **parts: object) -> Shipment:
    return Shipment(
        ref=Ref("tms", "1"),
        direction=ShipmentDirection.OUTBOUND,
        updated_at=NOW,
        version=1,
        packages=None if parcels is None else tuple(Package(tracking_number=parcel) for parcel in parcels),
        **({"events": events} | parts),
    )


statuses = st.sampled_from(ShipmentStatus)
events = st.lists(
    st.builds(seen, st.integers(-8, 0), statuses, st.integers(0, 30), st.none() | st.sampled_from("AB")), max_size=8
)
whole = events.map(lambda found: [structs.replace(event, tracking_number=None) for event in found])


class TestFold:
    @pytest.mark.parametrize(
        ("told", "expected"),
        [
            ([], S.PENDING),
            ([(0, S.LABEL_CREATED)], S.LABEL_CREATED),
            ([(1, S.IN_TRANSIT), (0, S.PICKED_UP)], S.IN_TRANSIT),
            ([(0, S.OUT_FOR_DELIVERY), (1, S.ATTEMPTED), (2, S.IN_TRANSIT)], S.IN_TRANSIT),
            ([(0, S.DELAYED), (1, S.OUT_FOR_DELIVERY)], S.OUT_FOR_DELIVERY),
            ([(1, S.ATTEMPTED), (1, S.OUT_FOR_DELIVERY)], S.ATTEMPTED),
            ([(1, S.DELIVERED), (1, S.IN_TRANSIT)], S.DELIVERED),
            ([(1, S.DELIVERED), (2, S.IN_TRANSIT)], S.DELIVERED),
            ([(1, S.DELIVERED), (2, S.CANCELLED)], S.DELIVERED),
            ([(1, S.DELIVERED), (2, S.COLLECTED)], S.COLLECTED),
            ([(1, S.COLLECTED), (2, S.DELIVERED)], S.COLLECTED),
            ([(1, S.DELIVERED), (2, S.RETURNING)], S.RETURNING),
            ([(2, S.DELIVERED), (1, S.RETURNING)], S.DELIVERED),
            ([(1, S.DELIVERED), (2, S.RETURNED)], S.RETURNED),
            ([(1, S.RETURNING), (2, S.IN_TRANSIT)], S.RETURNING),
            ([(1, S.RETURNED), (2, S.DELIVERED)], S.RETURNED),
            ([(1, S.CANCELLED), (2, S.IN_TRANSIT)], S.CANCELLED),
            ([(1, S.CANCELLED), (2, S.DELIVERED)], S.DELIVERED),
            ([(1, S.IN_TRANSIT), (2, S.UNKNOWN)], S.IN_TRANSIT),
            ([(1, S.UNKNOWN)], S.UNKNOWN),
        ],
    )
    def test_table(self, told: list[tuple[int, ShipmentStatus]], expected: ShipmentStatus) -> None:
        assert fold([seen(*event) for event in told]).status is expected

    def test_every_status_has_a_rank(self) -> None:
        assert set(RANK) == set(ShipmentStatus)

    @MANY
    @given(st.data(), whole)
    def test_arrival_does_not_matter(self, data: st.DataObject, found: list[TrackingEvent]) -> None:
        shuffled = data.draw(st.permutations(found))
        assert fold(shuffled) == fold(found)
        assert [(event.at, event.status) for event in in_order(shuffled)] == [
            (event.at, event.status) for event in in_order(found)
        ]

    @MANY
    @given(whole, st.sampled_from(sorted(ARRIVED)), statuses, st.integers(1, 30))
    def test_what_is_delivered_stays_so(
        self, found: list[TrackingEvent], end: ShipmentStatus, late: ShipmentStatus, hours: int
    ) -> None:
        """Only goods that go back undo a delivery, and never the time of it."""
        delivered = [*found, seen(0.5, end)]
        before = fold(delivered)
        assume(before.status in ARRIVED)
        after = fold([*delivered, seen(hours, late)])
        assert after.delivered_at == before.delivered_at is not None
        assert after.status in (BACK if late in BACK else ARRIVED)

    @MANY
    @given(whole, whole)
    def test_returned_is_the_end(self, found: list[TrackingEvent], more: list[TrackingEvent]) -> None:
        later = [structs.replace(event, at=event.at + timedelta(hours=24)) for event in more]
        end = [*found, seen(1, S.RETURNED)]
        assert fold(end + later) == fold(end)
        assert fold(end).status is S.RETURNED

    @MANY
    @given(whole)
    def test_nothing_arrives_unseen(self, found: list[TrackingEvent]) -> None:
        folded = fold(found)
        delivered = [event for event in found if event.status in ARRIVED]
        assert folded.status not in ARRIVED or delivered
        assert folded.delivered_at is None or folded.delivered_at in {event.at for event in delivered}

    @MANY
    @given(whole, st.integers(-8, 0), st.integers(0, 30))
    def test_unknown_words_move_nothing(self, found: list[TrackingEvent], hours: int, told: int) -> None:
        assume(any(event.status is not S.UNKNOWN for event in found))
        assert fold([*found, seen(hours, S.UNKNOWN, told)]) == fold(found)


class TestShipment:
    @pytest.mark.parametrize(
        ("parts", "expected"),
        [
            ({"events": None}, S.UNKNOWN),
            ({"events": None, "shipped_at": NOW}, S.UNKNOWN),
            ({"events": ()}, S.PENDING),
            ({"events": (), "shipped_at": NOW, "eta": NOW - timedelta(days=30)}, S.UNKNOWN),
        ],
    )
    def test_without_events(self, parts: dict[str, object], expected: ShipmentStatus) -> None:
        found = shipment(**parts)
        assert (status(found), delivered_at(found)) == (expected, None)

    def test_told_out_of_order(self) -> None:
        found = shipment(seen(-30, S.DELIVERED), seen(-66, S.PICKED_UP, 7), seen(-44, S.IN_TRANSIT, 38))
        assert (status(found), delivered_at(found)) == (S.DELIVERED, NOW - timedelta(hours=30))

    def test_two_parcels_arrive_with_the_second(self) -> None:
        first = [seen(-9, S.PICKED_UP), seen(-2, S.DELIVERED, parcel="A")]
        half = shipment(*first, seen(-3, S.IN_TRANSIT, parcel="B"), parcels="AB")
        assert (status(half), delivered_at(half)) == (S.IN_TRANSIT, None)
        both = shipment(*first, seen(-1, S.COLLECTED, parcel="B"), parcels="AB")
        assert (status(both), delivered_at(both)) == (S.DELIVERED, NOW - timedelta(hours=1))

    def test_a_parcel_that_was_never_scanned_has_not_arrived(self) -> None:
        found = shipment(seen(-2, S.DELIVERED, parcel="A"), parcels="AB")
        assert (status(found), delivered_at(found)) == (S.PENDING, None)

    def test_parcels_that_only_events_name(self) -> None:
        found = shipment(seen(-2, S.DELIVERED, parcel="A"), seen(-3, S.CUSTOMS, parcel="B"), parcels=None)
        assert status(found) is S.CUSTOMS

    def test_events_of_the_whole_shipment_are_all_parcels(self) -> None:
        assert status(shipment(seen(-2, S.DELIVERED), parcels="AB")) is S.DELIVERED
        master = shipment(seen(-2, S.DELIVERED, parcel="MASTER"), parcels="AB")
        assert status(master) is S.DELIVERED

    @pytest.mark.parametrize(
        ("one", "other", "expected"),
        [
            (S.DELIVERED, S.EXCEPTION, S.EXCEPTION),
            (S.IN_TRANSIT, S.EXCEPTION, S.EXCEPTION),
            (S.IN_TRANSIT, S.RETURNING, S.RETURNING),
            (S.DELIVERED, S.RETURNED, S.RETURNED),
            (S.DELIVERED, S.CANCELLED, S.DELIVERED),
            (S.OUT_FOR_DELIVERY, S.PICKED_UP, S.PICKED_UP),
        ],
    )
    def test_the_parcel_that_needs_an_eye(
        self, one: ShipmentStatus, other: ShipmentStatus, expected: ShipmentStatus
    ) -> None:
        assert status(shipment(seen(0, one, parcel="A"), seen(0, other, parcel="B"), parcels="AB")) is expected

    def test_a_cancelled_parcel_is_not_waited_for(self) -> None:
        found = shipment(seen(-2, S.DELIVERED, parcel="A"), seen(-1, S.CANCELLED, parcel="B"), parcels="AB")
        assert delivered_at(found) == NOW - timedelta(hours=2)

    @MANY
    @given(st.data(), events, st.sampled_from(["", "A", "AB"]))
    def test_arrival_does_not_matter(self, data: st.DataObject, found: list[TrackingEvent], parcels: str) -> None:
        shuffled = data.draw(st.permutations(found))
        assert course(shipment(*shuffled, parcels=parcels)) == course(shipment(*found, parcels=parcels))


class TestPromise:
    BY = NOW + timedelta(hours=4)

    def promised(self, *events: TrackingEvent, **parts: object) -> Shipment:
        return shipment(*events, promised_by=self.BY, **parts)

    def test_none_was_made(self) -> None:
        assert shipment_promise(shipment(seen(0, S.IN_TRANSIT)), NOW) is None

    def test_at_risk_by_the_carriers_estimate(self) -> None:
        found = shipment_promise(self.promised(seen(0, S.IN_TRANSIT), eta=NOW + timedelta(hours=5)), NOW)
        assert found is not None
        assert (found.breached, found.at_risk, found.late_by_seconds) == (False, True, 3600)

    def test_kept(self) -> None:
        found = shipment_promise(self.promised(seen(3, S.DELIVERED)), NOW + timedelta(days=9))
        assert found is not None
        assert (found.breached, found.at_risk, found.late_by_seconds) == (False, False, None)

    def test_a_return_does_not_unmake_a_delivery_in_time(self) -> None:
        found = shipment_promise(self.promised(seen(3, S.DELIVERED), seen(9, S.RETURNED)), NOW + timedelta(days=9))
        assert found is not None
        assert not found.breached

    def test_not_seen_to_arrive(self) -> None:
        found = shipment_promise(self.promised(), NOW + timedelta(hours=5))
        assert found is not None
        assert (found.breached, found.late_by_seconds) == (True, 3600)

    def test_nobody_knows_whether_it_arrived(self) -> None:
        unknown = self.promised(events=None)
        assert shipment_promise(unknown, NOW) is not None
        assert shipment_promise(unknown, NOW + timedelta(hours=5)) is None

    def test_cancelled_promises_nothing(self) -> None:
        assert shipment_promise(self.promised(seen(0, S.CANCELLED)), NOW + timedelta(days=1)) is None
