"""AWS's rules on policies by preset, which a well-formed one may break."""

from __future__ import annotations

from collections.abc import Sequence

from privatelink_generator.aws import data_perimeter
from privatelink_generator.document.suggestion import did_you_mean
from privatelink_generator.errors import Loc
from privatelink_generator.patterns.pattern import Findings
from privatelink_generator.patterns.policy import Statement
from privatelink_generator.patterns.policy_presets import DataPerimeter, PresetPolicy, ResourcesOfAws

_ANY_PARTITION = "aws"


def check(policy: PresetPolicy, at: Loc, *, service: str | None, assumes: bool, partition: str | None) -> Findings:
    """Yield every broken rule of a policy's preset and exceptions.

    Parameters:
        service: short name of the endpoint's service; None where the catalogue does not know it.
        assumes: whether the spec claims what the catalogue denies.
        partition: the module's; None where its Region is its caller's.
    """
    if len({*policy.preset}) < len(policy.preset):
        yield (*at, "preset"), "names a preset twice; write each once"
    if {"org-to-org", "account-only"} <= {*policy.preset}:
        yield (*at, "preset"), "org-to-org holds what account-only allows; leave account-only out"
    if service and not data_perimeter.has_resource_keys(service) and not assumes:
        yield (
            (*at, "preset"),
            (
                f"requests to {service} hold neither aws:ResourceAccount nor aws:ResourceOrgID, so that the preset "
                "would deny all; write statements, or assume_supported: true if AWS offers it by now"
            ),
        )
    seen: set[str] = set()
    for index, each in enumerate(policy.exceptions):
        here = (*at, "exceptions", index)
        yield from _exception(each, here, service)
        if each.name in seen:
            yield here, f"{each.name} is named twice; write it once"
        seen.add(each.name)
    if policy.exceptions and partition not in {None, _ANY_PARTITION}:
        yield (
            (*at, "exceptions"),
            f"AWS documents these resources for the partition aws alone, not for {partition}; write statements",
        )


def _exception(resources: ResourcesOfAws, at: Loc, service: str | None) -> Findings:
    known = data_perimeter.exceptions(service or "")
    found = known.get(resources.name)
    if found is None:
        others = data_perimeter.services_with(resources.name)
        where = (
            f"it is one of {' and '.join(others)}"
            if others
            else f"{service} has {', '.join(known)}"
            if known
            else f"none is known for {service}; write statements"
        )
        yield at, f"{resources.name!r} is not an exception of {service}{did_you_mean(resources.name, known)} ({where})"
    elif found.has_accounts and not resources.accounts:
        yield (
            at,
            (
                f"the accounts of AWS that own the resources of {resources.name} differ by Region; "
                f"write {{name: {resources.name}, accounts: [...]}}"
            ),
        )
    elif resources.accounts and not found.has_accounts:
        yield (*at, "accounts"), f"the resources of {resources.name} are known without accounts; leave accounts out"


def check_endpoint_owner_keys(
    statements: Sequence[Statement], at: Loc, *, service: str | None, assumes: bool
) -> Findings:
    """Reject conditions on the owner of an endpoint for services whose requests do not hold these keys.

    IAM guide, "AWS global condition context keys", aws:VpceAccount: with other services, the key "can lead to
    unintended authorization results".
    """
    if service is None or assumes or data_perimeter.has_endpoint_owner_keys(service):
        return
    refused = {key.lower(): key for key in data_perimeter.ENDPOINT_OWNER_KEYS}
    for index, statement in enumerate(statements):
        for operator, keys in statement.conditions.items():
            for key in keys:
                if key.lower() in refused:
                    yield (
                        (*at, index, "conditions", operator, key),
                        (
                            f"requests to {service} do not hold {refused[key.lower()]}, so that the condition judges a "
                            "missing value; write aws:SourceVpc, or assume_supported: true if AWS offers it by now"
                        ),
                    )


def check_perimeter(perimeter: DataPerimeter | None, policies: Sequence[PresetPolicy], at: Loc) -> Findings:
    """Reject values that no policy takes.

    Parameters:
        policies: of all endpoints.
    """
    third = any(policy.names(data_perimeter.THIRD_PARTIES) for policy in policies)
    if perimeter and perimeter.third_parties and not third:
        yield (
            (*at, "third_parties"),
            "no policy has the preset third-party-out or third-party-both; leave third_parties out",
        )


def check_values(perimeter: DataPerimeter | None, policies: Sequence[PresetPolicy], at: Loc) -> Findings:
    """Reject presets whose values are not in the spec: the module has no variables for them."""
    missing = {
        "organization": data_perimeter.ORGANIZATION,
        "third_parties": data_perimeter.THIRD_PARTIES,
    }
    for key, placeholder in missing.items():
        named = any(policy.names(placeholder) for policy in policies)
        if named and not getattr(perimeter, key, None):
            yield at, f"a policy by preset compares with it: add {key} to data_perimeter"
