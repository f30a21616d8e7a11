"""Errors that AWS answers, as rules raise them and clients see them.

A rule raises `AwsError` with AWS's code and, where they are known, AWS's words; their source stands beside the rule.
`adapters/dispatch.py` translates.
"""

from __future__ import annotations


class AwsError(Exception):
    """An error as a client sees it.

    Parameters:
        code: AWS's error code.
        status: HTTP status. Below 500 for whatever is not emulated: SDKs repeat calls that answer 5xx.
    """

    def __init__(self, code: str, message: str, *, status: int = 400) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status


def dry_run_succeeded() -> AwsError:
    """Return what a call with `DryRun` answers where it would have succeeded."""
    return AwsError("DryRunOperation", "Request would have succeeded, but DryRun flag is set.", status=412)


def missing(parameter: str) -> AwsError:
    """Return the error for a required parameter of EC2's that is missing."""
    return AwsError("MissingParameter", f"The request must contain the parameter {parameter}")
