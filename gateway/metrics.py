"""What operators watch, as Prometheus reads it. Each worker tells of itself."""

from collections.abc import Iterator
from typing import Final

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response

from gateway.execution.plans import Plans
from gateway.execution.run import PLAN
from gateway.execution.steering import Reason

_OPERATIONS: Final = "Operations by who executed them: the plan, or Strawberry's executor and why it had to."


class Metrics:
    """`/metrics`: how operations were executed since start, and how many plans are kept."""

    def __init__(self, plans: Plans) -> None:
        self._registry = CollectorRegistry()
        self._registry.register(_Executions(plans))

    async def told(self, request: Request) -> Response:
        """All of them, in Prometheus's text format."""
        return Response(generate_latest(self._registry), headers={"content-type": CONTENT_TYPE_LATEST})


class _Executions(Collector):
    """Reads the tally when it is asked: counting costs a request nothing."""

    def __init__(self, plans: Plans) -> None:
        self._plans = plans

    def collect(self) -> Iterator[Metric]:
        tally = self._plans.tally
        operations = CounterMetricFamily("comptoir_operations", _OPERATIONS, labels=["executor"])
        operations.add_metric([PLAN], tally.found + tally.compiled)
        for reason in Reason:
            operations.add_metric([reason.value], tally.fallbacks[reason])
        yield operations
        yield CounterMetricFamily("comptoir_plans_compiled", "Plans that were compiled.", tally.compiled)
        yield GaugeMetricFamily("comptoir_plans", "Plans that are kept (limits.plans).", len(self._plans))
