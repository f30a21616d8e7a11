"""The principal that makes a request.

IAM guide, "AWS JSON policy elements: Principal"; "IAM policy elements: Variables and tags", "Principal key values".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from privatelink_generator.policies.context import Context

_ARN = re.compile(
    r"arn:(?P<partition>aws[a-z-]*):(?P<service>iam|sts)::(?P<account>[0-9]{12}):"
    r"(?P<type>root|role|user|assumed-role|federated-user|saml-provider|oidc-provider)(/(?P<name>[\w+=,.@/:-]+))?",
    re.ASCII,
)
_SERVICE = re.compile(r"[a-z0-9.-]+\.amazonaws\.com(\.cn)?|[a-z0-9.-]+\.amazon\.com", re.ASCII)
_PROVIDER = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+(/[\w/.-]+)?", re.ASCII)
ANYBODY = "*"


class CallerType(StrEnum):
    """The type of a principal."""

    ROOT = "root user"
    USER = "user"
    ROLE = "role"
    SESSION = "session"
    FEDERATED_USER = "federated user"
    SERVICE = "service"
    PROVIDER = "identity provider"
    ANONYMOUS = "anonymous"


_PRINCIPAL_TYPES = {
    CallerType.ROOT: "Account",
    CallerType.USER: "User",
    CallerType.ROLE: "AssumedRole",
    CallerType.SESSION: "AssumedRole",
    CallerType.FEDERATED_USER: "FederatedUser",
    CallerType.ANONYMOUS: "Anonymous",
}
"""What aws:PrincipalType says."""

_TYPES = {
    "root": CallerType.ROOT,
    "user": CallerType.USER,
    "role": CallerType.ROLE,
    "assumed-role": CallerType.SESSION,
    "federated-user": CallerType.FEDERATED_USER,
    "saml-provider": CallerType.PROVIDER,
    "oidc-provider": CallerType.PROVIDER,
}
_OF_STS = frozenset({"assumed-role", "federated-user"})


@dataclass(frozen=True)
class Caller:
    """A principal.

    Parameters:
        name: its ARN, a service's principal such as `lambda.amazonaws.com`, an identity provider's name, or `*`.
        account: None for services, names of providers and anonymous requests.
        role: name of a role or of a session's role, without its path: names are unique in an account.
    """

    type: CallerType
    name: str
    partition: str = ""
    account: str | None = None
    role: str | None = None

    @classmethod
    def of(cls, name: str) -> Caller:
        """Return the principal of a name. Raise ValueError if it names none; the message starts with what is wrong.

        A role's ARN stands for any session of the role.
        """
        if name == ANYBODY:
            return cls(CallerType.ANONYMOUS, name)
        if match := _ARN.fullmatch(name):
            return cls._of_arn(name, match)
        if not name.startswith("arn:") and _SERVICE.fullmatch(name):
            return cls(CallerType.SERVICE, name)
        if not name.startswith("arn:") and _PROVIDER.fullmatch(name):
            return cls(CallerType.PROVIDER, name)
        raise ValueError(
            "is not a principal; write the ARN of a role, user, session or root user, a service such as "
            "lambda.amazonaws.com, or '*' for an anonymous request"
        )

    @classmethod
    def _of_arn(cls, name: str, match: re.Match[str]) -> Caller:
        resource, rest = match["type"], match["name"]
        if (match["service"] == "sts") != (resource in _OF_STS):
            service = "sts" if resource in _OF_STS else "iam"
            raise ValueError(f"is not a principal: a {resource} is one of {service}, arn:…:{service}::…")
        if (resource == "root") != (rest is None):
            raise ValueError(f"is not a principal: {'root has no name' if rest else f'the {resource} has no name'}")
        if resource == "assumed-role" and len(rest.split("/")) != len(("role", "session")):
            raise ValueError("is not a session; write …:assumed-role/ROLE/SESSION, the role without its path")
        role = {"role": lambda: rest.rpartition("/")[2], "assumed-role": lambda: rest.partition("/")[0]}.get(resource)
        return cls(_TYPES[resource], name, match["partition"], match["account"], role() if role else None)

    @cached_property
    def context(self) -> Context:
        """The condition keys whose values follow from the principal.

        A session does not tell its role's path, so that aws:PrincipalArn is not known of it.
        IAM guide, "AWS global condition context keys", "Properties of the principal".
        """
        values = {"aws:PrincipalIsAWSService": str(self.type is CallerType.SERVICE).lower()}
        if self.type is CallerType.SERVICE:
            return Context.of({**values, "aws:PrincipalServiceName": self.name})
        without = [*_OF_SERVICES]
        if kind := _PRINCIPAL_TYPES.get(self.type):
            values["aws:PrincipalType"] = kind
        if self.type is CallerType.ANONYMOUS:
            values["aws:userid"] = "anonymous"
            without += _OF_ACCOUNTS
        elif self.account:
            values["aws:PrincipalAccount"] = self.account
        if self.type in {CallerType.ROOT, CallerType.USER, CallerType.ROLE, CallerType.FEDERATED_USER}:
            values["aws:PrincipalArn"] = self.name
        if self.type is CallerType.ROOT and self.account:
            values["aws:userid"] = self.account
        if self.type is CallerType.USER:
            values["aws:username"] = self.name.rpartition("/")[2]
        else:
            without.append("aws:username")
        return Context.of(values, without=without)


_OF_SERVICES = (
    *("aws:PrincipalServiceName", "aws:PrincipalServiceNamesList"),
    *("aws:SourceArn", "aws:SourceAccount", "aws:SourceOrgID", "aws:SourceOrgPaths"),
)
"""Keys of requests that a service makes itself."""
_OF_ACCOUNTS = ("aws:PrincipalArn", "aws:PrincipalAccount", "aws:PrincipalOrgID", "aws:PrincipalOrgPaths")
"""Keys that anonymous requests lack."""
