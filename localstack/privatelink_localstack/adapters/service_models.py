"""The APIs as newer clients know them.

LocalStack reads requests and writes responses by the botocore that it pins (1.42). What botocore 1.44 has beyond that
is in `models/`, in the form of botocore's extras, which its loader merges into a service's model. Without them
LocalStack drops a newer member without a word, and answers a newer operation with a 500, which clients repeat.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from botocore.exceptions import UnknownServiceError
from botocore.model import OperationNotFoundError, ServiceModel
from localstack.aws.api import CommonServiceException, RequestContext
from localstack.aws.protocol.parser import OperationNotFoundParserError, RequestParserError
from localstack.aws.protocol.serializer import create_serializer
from localstack.aws.spec import load_service, loader

from privatelink_localstack.kernel.text import readable

EXTRAS = "newer"
"""The kind of botocore's extras: files named `service-2.newer-extras.json`."""

MODELS = Path(__file__).with_name("models")

UNKNOWN_OPERATION = {
    "2016-11-15": ("ec2", "The action {action} is not valid for this web service."),
    "2015-12-01": ("elbv2", "Could not find operation {action} for version 2015-12-01"),
}
"""Service, and AWS's message about an unknown operation, by API version.

Source: EC2's in public logs, such as cognitect-labs/aws-api#6. Other services of the Query protocol answer "Could not
find operation … for version 2014-10-31" (RDS), "… for version 2010-08-01" (CloudWatch).
"""


MALFORMED = {
    "ec2": "InvalidParameterValue",
    "query": "MalformedInput",
    "json": "SerializationException",
    "rest-json": "SerializationException",
    "rest-xml": "InvalidInput",
}
"""The code of AWS's error about a value of the wrong type, such as a number that is none, by protocol.

Those of JSON are observed; the others are not confirmed.
"""

JSON = frozenset({"json", "rest-json"})
"""The protocols whose error about an unknown operation is `UnknownOperationException`."""


def install() -> None:
    """Make LocalStack read the newer models, and refuse unknown operations and malformed values.

    Call this before the first request.
    """
    # Imported here because the import looks for Docker, which users of the paths above do not need.
    from localstack.aws import handlers

    loader.search_paths.append(str(MODELS))
    loader.extras_types.append(EXTRAS)
    handlers.serve_custom_exception_handlers.append(mark_unknown_operation)
    handlers.run_custom_response_handlers.append(refuse_unknown_operation)
    handlers.serve_custom_exception_handlers.append(mark_malformed_value)
    handlers.run_custom_response_handlers.append(refuse_malformed_value)


def mark_unknown_operation(_chain: Any, exception: Exception, context: RequestContext, _response: Any) -> None:
    """Mark the request of an operation that no model has. LocalStack answers it itself after this handler."""
    # LocalStack tells elbv2 from the older elb by the operation: where neither has it, the service is unknown.
    context.has_unknown_operation = _is_unknown(exception)


def refuse_unknown_operation(_chain: Any, context: RequestContext, response: Any) -> None:
    """Replace LocalStack's 500 to a marked request by AWS's 400."""
    if not context.get("has_unknown_operation"):
        return
    if context.service is not None and context.service.protocol in JSON:
        unknown = CommonServiceException("UnknownOperationException", "", status_code=400, sender_fault=True)
        _replace(response, context, context.service, unknown)
        return
    values = context.request.values
    if "Action" not in values or values.get("Version") not in UNKNOWN_OPERATION:
        return
    name, message = UNKNOWN_OPERATION[values["Version"]]
    error = CommonServiceException(
        "InvalidAction", message.format(action=readable(values["Action"])), status_code=400, sender_fault=True
    )
    _replace(response, context, load_service(name), error)


def mark_malformed_value(_chain: Any, exception: Exception, context: RequestContext, _response: Any) -> None:
    """Mark the request of a known operation that can't be read. LocalStack answers it itself after this handler."""
    if isinstance(exception, RequestParserError) and not _is_unknown(exception):
        context.malformed_value = str(exception)


def refuse_malformed_value(_chain: Any, context: RequestContext, response: Any) -> None:
    """Replace LocalStack's 500 to a marked request by AWS's 400: clients repeat a 500."""
    reason = context.get("malformed_value")
    if not reason or context.service is None or context.service.protocol not in MALFORMED:
        return
    error = CommonServiceException(
        MALFORMED[context.service.protocol], readable(reason), status_code=400, sender_fault=True
    )
    _replace(response, context, context.service, error)


def _is_unknown(exception: Exception) -> bool:
    """Return whether no model has the operation of a request; for JSON the parser wraps botocore's error."""
    return isinstance(exception, OperationNotFoundParserError | UnknownServiceError) or isinstance(
        exception.__cause__, OperationNotFoundError
    )


def _replace(response: Any, context: RequestContext, service: ServiceModel, error: CommonServiceException) -> None:
    context.service_exception = error
    # The serializer needs any operation of the service.
    operation = service.operation_model(service.operation_names[0])
    response.update_from(
        create_serializer(service, service.protocol).serialize_error_to_response(
            error, operation, context.request.headers, context.request_id
        )
    )
