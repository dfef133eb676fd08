"""Short hands for the families of figures that a scrape is made of."""

from collections.abc import Iterable, Mapping

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

Values = Iterable[tuple[tuple[str, ...], float]]


def gauge(name: str, told: str, value: float) -> Metric:
    """One number without labels."""
    return GaugeMetricFamily(name, told, value=value)


def gauges(name: str, told: str, labels: tuple[str, ...], values: Values) -> Metric:
    """A number for each combination of labels."""
    family = GaugeMetricFamily(name, told, labels=labels)
    for label_values, value in values:
        family.add_metric(label_values, value)
    return family


def counter(name: str, told: str, label: str, values: Mapping[str, float]) -> Metric:
    """A number that only grows, for each value of a label; ``_total`` is added to its name."""
    family = CounterMetricFamily(name, told, labels=[label])
    for key, value in sorted(values.items()):
        family.add_metric([key], value)
    return family
