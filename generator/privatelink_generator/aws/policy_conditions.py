"""Conditions of endpoint policies: IAM's operators, and the values that they can compare with.

Sources: IAM guide, "IAM JSON policy elements: Condition operators"; PrivateLink guide, "Control access to VPC endpoints
using endpoint policies", "Considerations".
"""

from __future__ import annotations

import ipaddress
import itertools
import re

from privatelink_generator.aws.partitions import partitions

STRING_EQUALS = "StringEquals"
OPERATORS = (
    *(f"String{kind}" for kind in ("Equals", "NotEquals", "EqualsIgnoreCase", "NotEqualsIgnoreCase")),
    *(f"{kind}{match}" for kind in ("String", "Arn") for match in ("Like", "NotLike")),
    *("ArnEquals", "ArnNotEquals", "Bool", "BinaryEquals", "IpAddress", "NotIpAddress", "Null"),
    *(
        f"{kind}{comparison}"
        for kind in ("Numeric", "Date")
        for comparison in (
            *("Equals", "NotEquals", "LessThan"),
            *("LessThanEquals", "GreaterThan", "GreaterThanEquals"),
        )
    ),
)

PRINCIPAL_ARN = "aws:PrincipalArn"
PRINCIPAL_ACCOUNT = "aws:PrincipalAccount"
ID_KEYS = frozenset(
    key.lower()
    for key in (
        *(PRINCIPAL_ACCOUNT, "aws:PrincipalOrgID", "aws:ResourceAccount", "aws:ResourceOrgID"),
        *("aws:SourceAccount", "aws:SourceOrgID", "aws:SourceVpc", "aws:SourceVpce"),
        *("aws:VpceAccount", "aws:VpceOrgID", "aws:Ec2InstanceSourceVpc"),
    )
)
"""Global condition keys whose values AWS generates. The guide names two of them as examples; aws:ResourceOrgID is known
from AWS's answer; the others are those that the IAM guide describes as the ID of an account, organization, VPC or
endpoint. Organization paths are not among them: the IAM guide itself matches them with wildcards."""

_LEAST_BESIDE_WILDCARD = 6
_VARIABLE = re.compile(r"\$\{[^}]*\}")
_FORMS = {
    "Bool": (re.compile(r"true|false", re.IGNORECASE), "true or false"),
    "Null": (re.compile(r"true|false", re.IGNORECASE), "true or false"),
    "Numeric": (re.compile(r"[+-]?[0-9]+(\.[0-9]+)?"), "a number"),
    "Date": (
        re.compile(r"[0-9]+|[0-9]{4}-[0-9]{2}(-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?(Z|[+-][0-9:]+)?)?)?"),
        "a date such as 2026-01-31T00:00:00Z, or seconds since 1970",
    ),
    "Binary": (re.compile(r"[A-Za-z0-9+/]+={0,2}"), "base64"),
    "Arn": (re.compile(r"(arn:.*|\*)", re.DOTALL), "an ARN, which may hold wildcards"),
}


def bare(operator: str) -> str:
    """Return an operator without its set prefix and IfExists. Null takes no IfExists."""
    name = re.sub(r"^(ForAllValues|ForAnyValue):", "", operator)
    return name if name == "NullIfExists" else name.removesuffix("IfExists")


def operator_fault(operator: str, key: str) -> str | None:
    """Return what is wrong with comparing a key by an operator, or None."""
    if key.lower() in ID_KEYS and bare(operator).startswith("Numeric"):
        return f"{key} holds an id, and AWS refuses numeric operators with it; write {STRING_EQUALS}"
    return None


def value_fault(operator: str, key: str, value: str) -> str | None:
    """Return what is wrong with a value, or None."""
    name = bare(operator)
    if name != "Null" and key.lower() in ID_KEYS and has_wildcard(value):
        return f"{key} holds an id, and AWS refuses wildcards with it; write whole ids"
    if name in {"StringLike", "StringNotLike"} and not _has_enough_beside_wildcards(value):
        return (
            f"{value!r}: AWS requires six consecutive characters before or after each wildcard of a string operator; "
            "write more of the text"
        )
    return account_fault(value) or _form_fault(name, value)


def account_fault(arn: str) -> str | None:
    """Return what is wrong with the account in an ARN, or None; other texts have no account."""
    parts = arn.split(":", 5)
    if parts[0] != "arn" or len(parts) < 5 or _VARIABLE.search(arn):
        return None
    account = parts[4]
    if has_wildcard(account) and account.strip("*?"):
        return f"the account in {arn!r} is part id, part wildcard, which AWS refuses; write the whole id, or *"
    return None


def partition_fault(arn: str, partition: str) -> str | None:
    """Return what is wrong with an ARN in a policy of a partition, or None; other texts have none.

    IAM guide, "Compare IAM roles and resource-based policies": access is delegated within a single partition.
    """
    prefix, _, rest = arn.partition(":")
    found = rest.partition(":")[0]
    if prefix != "arn" or found == partition or found not in {each.name for each in partitions()}:
        return None
    return f"{arn!r} is of the partition {found}, and nothing there is known in {partition}; write arn:{partition}:…"


def has_wildcard(text: str) -> bool:
    """Tell whether * or ? stands in a text; inside of a policy variable, as in ${*}, they are none."""
    return any(character in _VARIABLE.sub("", text) for character in "*?")


def _has_enough_beside_wildcards(value: str) -> bool:
    text = _VARIABLE.sub(lambda match: "x" * len(match.group()), value)
    parts = re.split(r"[*?]", text)
    return all(max(len(before), len(after)) >= _LEAST_BESIDE_WILDCARD for before, after in itertools.pairwise(parts))


def _form_fault(name: str, value: str) -> str | None:
    """Return what is wrong with the form of a value. AWS would take it, and the condition would never hold."""
    if _VARIABLE.search(value):
        return None
    if name in {"IpAddress", "NotIpAddress"}:
        try:
            ipaddress.ip_network(value, strict=False)
        except ValueError:
            return f"{value!r} is neither an IP address nor a CIDR, with which {name} compares"
        return None
    form = next((form for kind, form in _FORMS.items() if name.startswith(kind)), None)
    if form and not form[0].fullmatch(value):
        return f"{value!r} is not {form[1]}, with which {name} compares"
    return None
