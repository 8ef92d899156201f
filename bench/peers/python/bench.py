"""usage: bench.py render|serve SERIES changed|same MILLISECONDS|PORT"""

import json
import math
import sys
import time

from prometheus_client import CollectorRegistry, Gauge, generate_latest, start_http_server

FAMILIES = 10
ROUNDS = 4


def labels_of(index):
    return (f"host-{index % 50:04d}.example.com:9100", f"job-{index % 7}", f"/api/v1/resource/{index}")


def value_of(index, random):
    kind = index % 4
    if kind < 2:
        return float(math.floor(random * 1e6))
    return math.floor(random * 1e6) / 1000 if kind == 2 else random * 1000


def values_of(turn, per_family):
    state = (turn * 7919 + 17) & 0xFFFFFFFF
    families = []
    for _ in range(FAMILIES):
        values = []
        for index in range(per_family):
            state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
            values.append(value_of(index, state / 2**32))
        families.append(values)
    return families


class Gauges:
    """The series, and as a collector what sets them to the next values when a page is made."""

    def __init__(self, count):
        self.registry = CollectorRegistry()
        per_family = math.ceil(count / FAMILIES)
        labels = [labels_of(index) for index in range(per_family)]
        self.states = [values_of(turn, per_family) for turn in range(ROUNDS)]
        self.turn = 0
        self.children = []
        for number in range(FAMILIES):
            gauge = Gauge(
                f"bench_gauge_{number}",
                f"Benchmark gauge number {number}.",
                ["instance", "job", "path"],
                registry=None,
            )
            self.children.append([gauge.labels(*values) for values in labels])
            self.registry.register(gauge)
        self.next()

    def next(self):
        state = self.states[self.turn % ROUNDS]
        self.turn += 1
        for children, values in zip(self.children, state):
            for child, value in zip(children, values):
                child.set(value)


def render(gauges, changed, budget):
    def scrape():
        if changed:
            gauges.next()
        started = time.process_time()
        size = len(generate_latest(gauges.registry))
        return (time.process_time() - started) * 1000, size

    warm_until = time.perf_counter() + budget / 3000
    while time.perf_counter() < warm_until:
        scrape()
    times = []
    until = time.perf_counter() + budget / 1000
    while time.perf_counter() < until or len(times) < 5:
        milliseconds, size = scrape()
        times.append(milliseconds)
    times.sort()
    result = {"median": times[len(times) // 2], "min": times[0], "max": times[-1]}
    print(json.dumps({**result, "bytes": size, "count": len(times)}))


class Changing:
    """A registry's view that changes all values before each page."""

    def __init__(self, gauges):
        self.gauges = gauges

    def collect(self):
        self.gauges.next()
        return self.gauges.registry.collect()


def main():
    what, count, mode, last = sys.argv[1:]
    gauges = Gauges(int(count))
    changed = mode == "changed"
    if what == "render":
        render(gauges, changed, int(last))
        return
    registry = Changing(gauges) if changed else gauges.registry
    _, thread = start_http_server(int(last), addr="127.0.0.1", registry=registry)
    thread.join()


main()
