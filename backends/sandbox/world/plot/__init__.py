"""The scenes written by hand: people, goods and purchases that show something. `sandbox.stories` names them."""

from backends.sandbox.world.plot.goods import Goods, goods
from backends.sandbox.world.plot.purchases import households

__all__ = ["Goods", "goods", "households"]
