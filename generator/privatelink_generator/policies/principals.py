"""The `Principal` and `NotPrincipal` of a statement.

IAM guide, "AWS JSON policy elements: Principal" and "… NotPrincipal"; PrivateLink guide, "Principals for gateway
endpoints".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from privatelink_generator.policies.answers import Answer, negated, some
from privatelink_generator.policies.caller import ANYBODY, Caller, CallerType
from privatelink_generator.policies.context import Context
from privatelink_generator.policies.request import Request

_ACCOUNT = re.compile(r"[0-9]{12}|arn:[^:]+:iam::[0-9]{12}:root", re.ASCII)
_UNIQUE_ID = re.compile(r"A[A-Z0-9]{15,}", re.ASCII)
_ROLE_ARN = re.compile(r"(?P<head>arn:[^:]+:iam::[^:]*:role/)(?:.*/)?(?P<name>[^/]+)", re.DOTALL)
TYPES = ("AWS", "Service", "Federated", "CanonicalUser")


@dataclass(frozen=True)
class Principals:
    """`Principal`, or with `is_negated` `NotPrincipal`: principals by type.

    Parameters:
        by_type: names by `AWS`, `Service`, `Federated`, `CanonicalUser`; `"*"` is `AWS` with `*`, as AWS reads it.
        is_gateway: whether the policy is a gateway endpoint's, where an account means its root user alone.
    """

    by_type: Mapping[str, tuple[str, ...]]
    is_negated: bool = False
    is_gateway: bool = False

    @property
    def name(self) -> str:
        """The element's name in the document."""
        return "NotPrincipal" if self.is_negated else "Principal"

    def match(self, request: Request) -> Answer:
        """Return whether the request's principal is one of them, or with `is_negated` none."""
        if not self.is_negated:
            return self._has(request)
        if self.is_gateway:
            return None
        listed = self._has(request)
        if not listed or self._is_anybody or not request.caller.account:
            return negated(listed)
        return False if self._has_whole(request.caller) else None

    def is_account_alone(self, request: Request) -> bool:
        """Return whether they have the request's principal by its account, and not by its own name or `*`."""
        caller = request.caller
        if self.is_negated or self._is_anybody or caller.type is CallerType.ROOT:
            return False
        return caller.account in self._accounts and self._named.isdisjoint(_identities(caller))

    def _has(self, request: Request) -> Answer:
        caller = request.caller
        if self._is_anybody:
            return True
        if self.is_gateway:
            return self._match_gateway(caller)
        if caller.type in {CallerType.SERVICE, CallerType.PROVIDER}:
            return caller.name in (*self.by_type.get("Service", ()), *self.by_type.get("Federated", ()))
        if caller.type is CallerType.ANONYMOUS:
            return False
        if not self._named.isdisjoint(_identities(caller)) or caller.account in self._accounts:
            return True
        return some(self._uncertain(caller, request.context))

    def _has_whole(self, caller: Caller) -> bool:
        """Return whether both a principal and its account are among them.

        AWS may validate the account first, then the role, then the session: a `NotPrincipal` that names one of them
        alone may deny the principal all the same.
        """
        is_itself = caller.type is CallerType.ROOT or not self._named.isdisjoint(_identities(caller))
        return is_itself and caller.account in self._accounts

    @cached_property
    def _is_anybody(self) -> bool:
        return ANYBODY in self.by_type.get("AWS", ())

    @cached_property
    def _accounts(self) -> frozenset[str | None]:
        names = filter(_is_account, self.by_type.get("AWS", ()))
        return frozenset(name.split(":")[4] if name.startswith("arn:") else name for name in names)

    @cached_property
    def _named(self) -> frozenset[str]:
        """The ARNs, and those of roles without their paths too, because a session's ARN has none."""
        names = self.by_type.get("AWS", ())
        return frozenset(names) | frozenset(f"session of {_without_path(name)}" for name in names)

    def _match_gateway(self, caller: Caller) -> Answer:
        """Return whether a gateway endpoint's policy names the principal: it may name anybody, or root users."""
        if caller.type is CallerType.ROOT and caller.account in self._accounts:
            return True
        is_readable = set(self.by_type) <= {"AWS"} and all(map(_is_account, self.by_type.get("AWS", ())))
        return False if is_readable else None

    def _uncertain(self, caller: Caller, context: Context) -> Iterator[Answer]:
        """Yield what names in other forms than the caller's say: its session, its id, its account's canonical user."""
        names = self.by_type.get("AWS", ())
        if caller.type is CallerType.ROLE:
            sessions = f"arn:{caller.partition}:sts::{caller.account}:assumed-role/{caller.role}/"
            if any(name.startswith(sessions) for name in names):
                yield None
        ids = [name for name in names if _UNIQUE_ID.fullmatch(name)]
        if ids:
            user_id = context.values_of("aws:userid")
            yield None if user_id is None else any(value.partition(":")[0] in ids for value in user_id)
        if self.by_type.get("CanonicalUser"):
            yield None


def _identities(caller: Caller) -> tuple[str, ...]:
    """Return the names under which a principal may be named, beside its account."""
    if caller.type is CallerType.SESSION:
        return caller.name, f"session of arn:{caller.partition}:iam::{caller.account}:role/{caller.role}"
    return (caller.name,)


def _is_account(name: str) -> bool:
    return _ACCOUNT.fullmatch(name) is not None


def _without_path(name: str) -> str:
    match = _ROLE_ARN.fullmatch(name)
    return match["head"] + match["name"] if match else name
