"""Figures for monitoring: how many requests took how long, and how the register stands when they are read."""

from collections.abc import Iterator, Sequence

from prometheus_client import CollectorRegistry, Histogram
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from sor.desk.case_kinds import KINDS
from sor.desk.cases import Cases
from sor.desk.jobs import Jobs
from sor.endpoints.http.connections import COUNTED
from sor.endpoints.http.fair_queue import FairQueue, Queues
from sor.endpoints.http.fair_threads import FairThreads
from sor.endpoints.rest.status import RegisterStanding

BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)


class Figures:
    """The figures of one process."""

    def __init__(
        self, standing: RegisterStanding, queues: Queues, readers: FairThreads, jobs: Jobs, cases: Cases
    ) -> None:
        self.registry = CollectorRegistry()
        self.registry.register(_OfTheRegister(standing, jobs, cases))
        self.registry.register(_OfTheQueues([*queues, readers]))
        self._requests = Histogram(
            "sor_request_seconds", "Time to answer a request.", ("address", "status"), buckets=BUCKETS,
            registry=self.registry,
        )  # fmt: skip
        self._known: dict[tuple[str, int], Histogram] = {}

    def count(self, address: str, status: int, seconds: float) -> None:
        """A request was answered. address: the pattern of the address, never the address itself."""
        found = self._known.get((address, status))
        if found is None:
            found = self._known[address, status] = self._requests.labels(address, status)
        found.observe(seconds)


class _OfTheQueues(Collector):
    def __init__(self, queues: Sequence[FairQueue | FairThreads]) -> None:
        self._queues = queues

    def collect(self) -> Iterator[Metric]:
        waiting = GaugeMetricFamily("sor_queue_waiting", "Requests that wait for their turn.", labels=("queue",))
        without = "Requests for which nothing was done: too many waited (crowded), or the client gave up (gone)."
        undone = CounterMetricFamily("sor_queue_undone", without, labels=("queue", "why"))
        for queue in self._queues:
            waiting.add_metric((queue.name,), queue.waiting)
            undone.add_metric((queue.name, "crowded"), queue.turned_away)
            undone.add_metric((queue.name, "gone"), queue.given_up)
        yield waiting
        yield undone
        yield GaugeMetricFamily("sor_connections", "Connections to this process.", COUNTED.open)
        why = "Connections ended because there were too many: silent for the longest (idle), or told to come again."
        ended = CounterMetricFamily("sor_connections_ended", why, labels=("why",))
        ended.add_metric(("idle",), COUNTED.made_room)
        ended.add_metric(("refused",), COUNTED.refused)
        yield ended


class _OfTheRegister(Collector):
    def __init__(self, standing: RegisterStanding, jobs: Jobs, cases: Cases) -> None:
        self._standing = standing
        self._jobs = jobs
        self._cases = cases

    def collect(self) -> Iterator[GaugeMetricFamily]:
        now = self._standing.status()
        yield GaugeMetricFamily("sor_serial", "The last serial of the log.", now["serial"])
        alive = GaugeMetricFamily("sor_subjects", "Subjects alive today.", labels=("kind",))
        for kind, count in now["counts"].items():
            alive.add_metric((kind,), count)
        yield alive
        jobs = GaugeMetricFamily("sor_jobs", "Long sets of changes that are not decided yet.", labels=("state",))
        for state, count in self._jobs.counts().items():
            jobs.add_metric((state,), count)
        yield jobs
        waiting = self._cases.counts()
        cases = GaugeMetricFamily("sor_cases", "Cases that are not decided yet.", labels=("kind",))
        for kind in KINDS:
            cases.add_metric((kind,), waiting.open.get(kind, 0))
        yield cases
        yield GaugeMetricFamily("sor_cases_overdue", "Open cases that are past their day.", waiting.overdue)
        median = "The median of the ages of open cases, in days."
        yield GaugeMetricFamily("sor_cases_median_age_days", median, waiting.median_age)
        age = GaugeMetricFamily("sor_source_age_days", "Days since the newest file's snapshot.", labels=("family",))
        for source in now["sources"]:
            age.add_metric((source["family"],), source["age_days"])
        yield age
        if (files := now["publication"]) is not None:
            behind = "Entries that the register is further on than the published files."
            yield GaugeMetricFamily("sor_publication_behind", behind, files["behind"])
            failing = "Failed tries to publish since the newest edition."
            tries = files["failure"]["tries"] if files["failure"] else 0
            yield GaugeMetricFamily("sor_publication_failed_tries", failing, tries)

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """Nothing: otherwise registering would ask the register."""
        return iter(())
