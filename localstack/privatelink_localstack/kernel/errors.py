"""AWS's errors, as rules raise them and clients see them.

A rule raises `AwsError` with AWS's code and, if they are known, AWS's words; the source is beside the rule.
`adapters/dispatch.py` translates them for LocalStack.
"""

from __future__ import annotations


class AwsError(Exception):
    """An error as a client sees it.

    Parameters:
        code: AWS's error code.
        status: HTTP status. Below 500 for a feature that is not emulated, as SDKs retry 5xx.
    """

    def __init__(self, code: str, message: str, *, status: int = 400) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status


def dry_run_succeeded() -> AwsError:
    """Return the error of a dry run that would have succeeded."""
    return AwsError("DryRunOperation", "Request would have succeeded, but DryRun flag is set.", status=412)


def missing(parameter: str) -> AwsError:
    """Return EC2's error for a missing required parameter."""
    return AwsError("MissingParameter", f"The request must contain the parameter {parameter}")
