"""CloudWatch, where LocalStack's differs from AWS's: tags of alarms, and managed Contributor Insights rules."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from localstack.aws.api import CommonServiceException, RequestContext, handler
from localstack.services.cloudwatch.provider_v2 import CloudwatchProvider
from localstack.state import StateVisitor

from privatelink_localstack.adapters import insight_rules
from privatelink_localstack.adapters.metric_store import MetricStore
from privatelink_localstack.emulation import Emulation
from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.monitoring.insight_rules import DISABLED, ENABLED


class CloudWatch(CloudwatchProvider):  # type: ignore[misc]
    """LocalStack's CloudWatch, in which only what exists has tags, and an update of an alarm leaves them alone.

    Source: CloudWatch API reference, `Tags` of PutMetricAlarm and PutCompositeAlarm, and TagResource.
    """

    def __init__(self, emulation: Emulation) -> None:
        super().__init__()
        self.cloudwatch_database = MetricStore()
        self.emulation = emulation

    def on_after_state_reset(self) -> None:
        """Begin anew."""
        super().on_after_state_reset()
        self.cloudwatch_database = MetricStore()

    def accept_state_visitor(self, visitor: StateVisitor) -> None:
        """Show the state to what saves or resets it."""
        super().accept_state_visitor(visitor)
        visitor.visit(insight_rules.insight_stores)

    @handler("PutMetricAlarm", expand=False)  # type: ignore[untyped-decorator]
    def put_metric_alarm(self, context: RequestContext, request: Any) -> None:
        """PutMetricAlarm."""
        super().put_metric_alarm(context, self._with_tags_of_creation(context, request))

    @handler("PutCompositeAlarm", expand=False)  # type: ignore[untyped-decorator]
    def put_composite_alarm(self, context: RequestContext, request: Any) -> None:
        """PutCompositeAlarm."""
        super().put_composite_alarm(context, self._with_tags_of_creation(context, request))

    @handler("TagResource", expand=False)  # type: ignore[untyped-decorator]
    def tag_resource(self, context: RequestContext, request: Any) -> Any:
        """TagResource."""
        self._check_exists(context, request["ResourceARN"])
        return super().tag_resource(context, request["ResourceARN"], request["Tags"])

    @handler("UntagResource", expand=False)  # type: ignore[untyped-decorator]
    def untag_resource(self, context: RequestContext, request: Any) -> Any:
        """UntagResource."""
        self._check_exists(context, request["ResourceARN"])
        return super().untag_resource(context, request["ResourceARN"], request["TagKeys"])

    @handler("ListTagsForResource", expand=False)  # type: ignore[untyped-decorator]
    def list_tags_for_resource(self, context: RequestContext, request: Any) -> Any:
        """ListTagsForResource."""
        self._check_exists(context, request["ResourceARN"])
        return super().list_tags_for_resource(context, request["ResourceARN"])

    @handler("PutManagedInsightRules", expand=False)  # type: ignore[untyped-decorator]
    def put_managed_insight_rules(self, context: RequestContext, request: Any) -> Any:
        """PutManagedInsightRules."""
        with self._answering(context) as scope:
            for rule in request["ManagedRules"]:
                arn = insight_rules.put_managed(self.emulation.privatelink, scope, rule)
                self._set_resource_tags(arn, scope.account, scope.region, rule.get("Tags") or [])
        return {"Failures": []}

    @handler("ListManagedInsightRules", expand=False)  # type: ignore[untyped-decorator]
    def list_managed_insight_rules(self, context: RequestContext, request: Any) -> Any:
        """ListManagedInsightRules."""
        with self._answering(context) as scope:
            return insight_rules.list_managed(self.emulation.privatelink, scope, request)

    @handler("DescribeInsightRules", expand=False)  # type: ignore[untyped-decorator]
    def describe_insight_rules(self, context: RequestContext, request: Any) -> Any:
        """DescribeInsightRules."""
        with self._answering(context) as scope:
            return insight_rules.describe(scope, request)

    @handler("EnableInsightRules", expand=False)  # type: ignore[untyped-decorator]
    def enable_insight_rules(self, context: RequestContext, request: Any) -> Any:
        """EnableInsightRules."""
        with self._answering(context) as scope:
            return insight_rules.switch(scope, request["RuleNames"], ENABLED)

    @handler("DisableInsightRules", expand=False)  # type: ignore[untyped-decorator]
    def disable_insight_rules(self, context: RequestContext, request: Any) -> Any:
        """DisableInsightRules."""
        with self._answering(context) as scope:
            return insight_rules.switch(scope, request["RuleNames"], DISABLED)

    @handler("DeleteInsightRules", expand=False)  # type: ignore[untyped-decorator]
    def delete_insight_rules(self, context: RequestContext, request: Any) -> Any:
        """DeleteInsightRules."""
        with self._answering(context) as scope:
            for name in request["RuleNames"]:
                self._remove_all_resource_tags(insight_rules.arn_of(scope, name), scope.account, scope.region)
            return insight_rules.delete(scope, request["RuleNames"])

    @contextmanager
    def _answering(self, context: RequestContext) -> Iterator[Scope]:
        """Hold the emulation's lock, and raise what its rules refuse in LocalStack's form."""
        try:
            with self.emulation.locked():
                self.emulation.settings.faults.strike(context.operation.name, context.account_id)
                yield Scope(context.account_id, context.region)
        except AwsError as error:
            raise CommonServiceException(
                error.code, error.message, status_code=error.status, sender_fault=error.status < 500
            ) from error

    def _with_tags_of_creation(self, context: RequestContext, request: Any) -> dict[str, Any]:
        names = {alarm.alarm["AlarmName"] for alarm in self._alarms(context).values()}
        return {**request, "Tags": []} if request["AlarmName"] in names else {**request}

    def _check_exists(self, context: RequestContext, arn: str) -> None:
        """Reject what is no alarm and no rule; nothing else has tags here. The words are not confirmed."""
        rules = insight_rules.rules_of(Scope(context.account_id, context.region))
        if arn not in self._alarms(context) and arn.partition(":insight-rule/")[2] not in rules:
            message = f"The resource {arn} does not exist."
            raise CommonServiceException("ResourceNotFoundException", message, status_code=404, sender_fault=True)

    def _alarms(self, context: RequestContext) -> dict[str, Any]:
        alarms: dict[str, Any] = self.get_store(context.account_id, context.region).alarms
        return alarms
