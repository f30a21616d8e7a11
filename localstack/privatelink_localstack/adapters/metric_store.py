"""CloudWatch's data points, with LocalStack's search for them put right."""

from __future__ import annotations

from typing import Any

from localstack.services.cloudwatch.cloudwatch_database_helper import CloudwatchDatabase


class MetricStore(CloudwatchDatabase):  # type: ignore[misc]
    """A store in which a metric's data points are those of its own dimensions, and of no others that contain them.

    Source: CloudWatch User Guide, "Dimensions": each combination of dimensions is a metric of its own. ListMetrics
    alone takes some of the dimensions for a filter.
    """

    def __init__(self) -> None:
        super().__init__()
        self._of_one_metric = _OfOneMetric()
        self._of_one_metric.DATABASE_LOCK = self.DATABASE_LOCK

    def get_metric_data_stat(self, *arguments: Any, **options: Any) -> Any:
        """Return the values of one metric."""
        return self._of_one_metric.get_metric_data_stat(*arguments, **options)


class _OfOneMetric(CloudwatchDatabase):  # type: ignore[misc]
    def _get_ordered_dimensions_with_separator(self, dims: Any, for_search: bool = False) -> Any:  # noqa: ARG002, FBT001, FBT002 - LocalStack's own
        return super()._get_ordered_dimensions_with_separator(dims)
