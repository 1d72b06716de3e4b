"""Records that several others refer to: users, products, locations, channels, delivery methods."""

from collections.abc import Iterable

from backends.records import Associate
from backends.sandbox.salesforce.org import Org


class Masters:
    """Adds each of them once."""

    def __init__(self, org: Org) -> None:
        self._org = org
        self._keys: dict[tuple[str, str], str] = {}

    def user(self, associate: Associate | None) -> str | None:
        """The user that a member of the sales force is."""
        if associate is None:
            return None
        return self._once(
            "User",
            associate.ref.key,
            Name=associate.display_name,
            EmployeeNumber=associate.ref.key,
            Username=f"{associate.ref.key.lower()}@example.com",
            Store_Key__c=None if associate.store is None else associate.store.key,
        )

    def product(self, sku: str, unit: str | None = None, title: str | None = None) -> str:
        """The product that is sold under a SKU."""
        key = self._once("Product2", sku, Name=title or sku, ProductCode=sku, StockKeepingUnit=sku)
        if unit is not None:
            self._org.change(key, QuantityUnitOfMeasure=unit)
        return key

    def location(self, reference: str | None) -> str | None:
        """The location with an external reference."""
        if reference is None:
            return None
        return self._once("Location", reference, Name=f"Location {reference}", ExternalReference=reference)

    def inventory_location(self, reference: str) -> None:
        """That location keeps goods which Omnichannel Inventory counts."""
        self._org.change(str(self.location(reference)), IsInventoryLocation=True, ShouldSyncWithOci=True)

    def location_group(self, reference: str, members: Iterable[str]) -> None:
        """A group of inventory locations, which is reserved at before one of them is chosen."""
        group = self._once("LocationGroup", reference, LocationGroupName=reference, ExternalReference=reference)
        for member in members:
            self._org.add("LocationGroupAssignment", LocationGroupId=group, LocationId=self.location(member))

    def channel(self, name: str) -> str:
        """A sales channel."""
        return self._once("SalesChannel", name, SalesChannelName=name)

    def method(self, name: str) -> str:
        """A way to deliver."""
        return self._once("OrderDeliveryMethod", name, Name=name)

    def _once(self, kind: str, name: str, /, **values: str | None) -> str:
        if (kind, name) not in self._keys:
            self._keys[kind, name] = self._org.add(kind, **values)
        return self._keys[kind, name]
