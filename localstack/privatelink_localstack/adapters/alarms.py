"""Tags of CloudWatch's alarms, where LocalStack's differ from AWS's."""

from __future__ import annotations

from typing import Any

from localstack.aws.api import CommonServiceException, RequestContext, handler
from localstack.services.cloudwatch.provider_v2 import CloudwatchProvider


class CloudWatch(CloudwatchProvider):  # type: ignore[misc]
    """LocalStack's CloudWatch, in which only an alarm that exists has tags, and an update leaves them alone.

    Source: CloudWatch API reference, `Tags` of PutMetricAlarm and PutCompositeAlarm, and TagResource.
    """

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

    def _with_tags_of_creation(self, context: RequestContext, request: Any) -> dict[str, Any]:
        names = {alarm.alarm["AlarmName"] for alarm in self._alarms(context).values()}
        return {**request, "Tags": []} if request["AlarmName"] in names else {**request}

    def _check_exists(self, context: RequestContext, arn: str) -> None:
        """Reject an unknown alarm; LocalStack has no other resources with tags. The words are not confirmed."""
        if arn not in self._alarms(context):
            message = f"The resource {arn} does not exist."
            raise CommonServiceException("ResourceNotFoundException", message, status_code=404, sender_fault=True)

    def _alarms(self, context: RequestContext) -> dict[str, Any]:
        alarms: dict[str, Any] = self.get_store(context.account_id, context.region).alarms
        return alarms
