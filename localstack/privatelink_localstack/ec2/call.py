"""LocalStack's decorator for handlers, with types."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from localstack.aws.api import handler


def ec2_call[Handler: Callable[..., object]](operation: str) -> Callable[[Handler], Handler]:
    """Mark a method as what handles a call. It takes the context and the request as a dictionary.

    Parameters:
        operation: EC2's name of the call.
    """

    def mark(function: Handler) -> Handler:
        return cast("Handler", handler(operation, expand=False)(function))

    return mark
