"""What was made of objects, remembered by which objects they are: no field of them is compared."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeAlias, TypeVar

Made = TypeVar("Made")

Key: TypeAlias = tuple[Hashable, ...]


class ByIdentity(Generic[Made]):
    """At most so many results; what was not asked for longest is forgotten, and with 0 nothing is remembered.

    It holds the objects of which something was made: nobody else can have the id of one of them, so that no two
    questions look the same that are not. Use it for objects that nobody changes, and that come again.
    """

    def __init__(self, entries: int = 0) -> None:
        self._entries = entries
        self._made: OrderedDict[Key, tuple[tuple[object, ...], Made]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._made)

    def of(self, parts: tuple[object, ...], how: Hashable, make: Callable[..., Made], *arguments: Any) -> Made:
        """What `make(*arguments)` gives, which only depends on these very parts and on `how`."""
        key = (how, *map(id, parts))
        found = self._made.get(key)
        if found is not None:
            self._made.move_to_end(key)
            return found[1]
        made = make(*arguments)
        if self._entries:
            self._made[key] = (parts, made)
            if len(self._made) > self._entries:
                self._made.popitem(last=False)
        return made
