"""The checks of what a hub shares with spokes: a Route 53 Profile, and the resource share with other accounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from privatelink_harness.checks.check import Sources
from privatelink_harness.checks.hybrid.evidence import Evidence, at_least
from privatelink_harness.checks.hybrid.facts import Described
from privatelink_harness.checks.hybrid.hub import SpokeStack
from privatelink_harness.checks.property import Property
from privatelink_harness.checks.subject import Table

PROFILE_RESOURCE = "aws_route53profiles_resource_association"


def resources(evidence: Evidence[None]) -> Sources:
    """Compare what the Profile gives to VPCs: endpoints, and rules for domains on premises."""
    hub, profile = evidence.hub, evidence.described["Id"]
    endpoints = hub.spec.shared_names if hub.spec.private_dns == "profile" else ()
    found = [
        each
        for each in evidence.facts.of(PROFILE_RESOURCE).values()
        if each["ProfileId"] == profile and each["Status"] == "COMPLETE"
    ]
    return Sources(
        spec=frozenset({*(f"endpoint {name}" for name in endpoints), *(f"rule {each}" for each in hub.spec.domains)}),
        state=hub.named(evidence.attached(PROFILE_RESOURCE, "profile_id", profile, "resource_arn")),
        api=hub.named(each["ResourceArn"] for each in found),
    )


def share_status(evidence: Evidence[None]) -> Sources:
    """Compare whether other accounts have the Profile."""
    expected = "SHARED_BY_ME" if "profile" in evidence.hub.view.shares else "NOT_SHARED"
    return Sources(spec=expected, api=evidence.described["ShareStatus"])


PROFILE: Table[Evidence[None]] = {
    Property.STATE: lambda evidence: evidence.is_in("COMPLETE", key="Status"),
    Property.RESOURCES: resources,
    Property.SHARED: share_status,
    Property.TAGS: Evidence.tags,
}
"""The checks of a Profile."""


def profile_of_spoke(evidence: Evidence[SpokeStack]) -> Sources:
    """Compare the Profile that a spoke's VPC has with the hub's."""
    own = evidence.hub.one("aws_route53profiles_profile", "this")
    expected = own.id if own else "no profile"
    return evidence.compare("profile_id", spec=expected, api=evidence.described["ProfileId"])


def vpc_of_association(evidence: Evidence[SpokeStack]) -> Sources:
    """Compare the VPC with the spoke's."""
    expected = evidence.model.placement.vpc
    return evidence.placed("resource_id", expected, api=evidence.described["ResourceId"])


PROFILE_ASSOCIATION: Table[Evidence[SpokeStack]] = {
    Property.STATE: lambda evidence: evidence.is_in("COMPLETE", key="Status"),
    Property.PROFILE: profile_of_spoke,
    Property.VPC: vpc_of_association,
    Property.TAGS: Evidence.tags,
}
"""The checks of a Profile's association with a spoke's VPC."""


def external(evidence: Evidence[None]) -> Sources:
    """Compare whether accounts outside of the organization may have the share."""
    return evidence.compare(
        "allow_external_principals",
        spec=not evidence.hub.spec.within_organization,
        api=evidence.described["allowExternalPrincipals"],
    )


def shared(evidence: Evidence[None]) -> Sources:
    """Compare what is shared."""
    hub, arn = evidence.hub, evidence.described["resourceShareArn"]
    nouns = {"profile": ["profile"], "rules": [f"rule {each}" for each in hub.spec.domains]}
    return Sources(
        spec=frozenset(noun for kind in hub.view.shares for noun in nouns.get(kind, [kind.replace("_", " ")])),
        state=hub.named(evidence.attached("aws_ram_resource_association", "resource_share_arn", arn, "resource_arn")),
        api=hub.named(_associated(evidence, "RESOURCE")),
    )


def principals(evidence: Evidence[None]) -> Sources:
    """Compare the accounts that have the share."""
    hub, arn = evidence.hub, evidence.described["resourceShareArn"]
    others = {each.scope.account for each in hub.routed.values() if each.model.account in hub.view.sharing_accounts}
    attached = [each for each in hub.of("aws_ram_principal_association") if each.values["resource_share_arn"] == arn]
    stated = (str(each.values["principal"]) for each in attached)
    expected = (others | set(hub.spec.share_principals)) - {hub.scope.account}
    return at_least(expected, stated, _associated(evidence, "PRINCIPAL"))


def _associated(evidence: Evidence[None], kind: str) -> list[str]:
    return [entity for entity, status in evidence.described[kind].items() if status == "ASSOCIATED"]


SHARE: Table[Evidence[None]] = {
    Property.STATE: lambda evidence: evidence.is_in("ACTIVE", key="status"),
    Property.EXTERNAL: external,
    Property.RESOURCES: shared,
    Property.PRINCIPALS: principals,
}
"""The checks of the resource share."""


@dataclass(frozen=True, slots=True)
class Received:
    """The hub's share as another account sees it.

    Parameters:
        account: 12 digits.
        principals: of the share in the state.
        described: by the other account's API; None where it does not have the share.
    """

    account: str
    principals: Sequence[str]
    described: Described | None

    def compare(self) -> Sources:
        """Compare whether the account has the share."""
        return Sources(spec=True, state=self.account in self.principals, api=self.described is not None)


RECEIVED: Table[Received] = {Property.SHARED: Received.compare}
"""The check of the share in another account."""
