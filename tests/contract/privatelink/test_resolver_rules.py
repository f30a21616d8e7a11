"""Resolver rules: targets, associations with VPCs, sharing with other accounts, configurations of VPCs."""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

import pytest

from tests.support.account import Account, MakeAccount
from tests.support.refusal import Refusal, refusal, refusal_code
from tests.support.sharing import end_share, share
from tests.support.until import until

INTERNET = "rslvr-autodefined-rr-internet-resolver"
TARGETS = [{"Ip": "192.168.1.53"}, {"Ip": "192.168.2.53", "Port": 5353}]


class Hub(NamedTuple):
    """An account with a VPC and an outbound endpoint in it."""

    account: Account
    vpc: str
    subnets: list[str]
    endpoint: str

    @property
    def resolver(self) -> Any:
        """The client of Resolver."""
        return self.account.client("route53resolver")

    def request(self, request_id: str = "once", **changes: Any) -> dict[str, Any]:
        """Return the parameters of CreateResolverRule: a forwarding rule for example.com."""
        defaults = {
            "RuleType": "FORWARD",
            "DomainName": "example.com",
            "TargetIps": TARGETS,
            "ResolverEndpointId": self.endpoint,
        }
        merged = {"CreatorRequestId": request_id, **defaults, **changes}
        return {key: value for key, value in merged.items() if value is not None}

    def create(self, request_id: str = "once", **changes: Any) -> dict[str, Any]:
        return dict(self.resolver.create_resolver_rule(**self.request(request_id, **changes))["ResolverRule"])

    def get(self, rule_id: str) -> dict[str, Any]:
        return dict(self.resolver.get_resolver_rule(ResolverRuleId=rule_id)["ResolverRule"])

    def settled(self, rule_id: str) -> dict[str, Any]:
        return until(lambda: self.get(rule_id), lambda found: found["Status"] == "COMPLETE")


def associate(account: Account, rule_id: str, vpc: str, **options: Any) -> dict[str, Any]:
    """Associate a rule with a VPC, and return the association when it is complete."""
    resolver = account.client("route53resolver")
    made = resolver.associate_resolver_rule(ResolverRuleId=rule_id, VPCId=vpc, **options)["ResolverRuleAssociation"]
    assert made["Status"] == "CREATING"

    def get() -> dict[str, Any]:
        return dict(
            resolver.get_resolver_rule_association(ResolverRuleAssociationId=made["Id"])["ResolverRuleAssociation"]
        )

    return until(get, lambda found: found["Status"] == "COMPLETE")


def disassociate(account: Account, rule_id: str, vpc: str) -> None:
    """Disassociate a rule from a VPC, and wait until the association is gone."""
    account.client("route53resolver").disassociate_resolver_rule(ResolverRuleId=rule_id, VPCId=vpc)
    until(lambda: associated_rules(account, vpc), lambda found: rule_id not in found)


def associated_rules(account: Account, vpc: str) -> list[str]:
    """Return the rules of a VPC, without the one that Resolver defines."""
    listing = account.client("route53resolver").list_resolver_rule_associations
    found = listing(Filters=[{"Name": "VPCId", "Values": [vpc]}])["ResolverRuleAssociations"]
    return [each["ResolverRuleId"] for each in found if each["ResolverRuleId"] != INTERNET]


def own_rules(account: Account) -> dict[str, str]:
    """Return the share status of the rules that an account sees, without the one that Resolver defines."""
    found = account.client("route53resolver").list_resolver_rules()["ResolverRules"]
    return {each["Id"]: each["ShareStatus"] for each in found if each["Id"] != INTERNET}


@pytest.fixture
def hub(mine: Account) -> Hub:
    vpc = mine.vpc()
    subnets = [mine.subnet(vpc, zone) for zone in "ab"]
    endpoint = mine.client("route53resolver").create_resolver_endpoint(
        CreatorRequestId="outbound",
        Direction="OUTBOUND",
        SecurityGroupIds=[mine.default_group(vpc)],
        IpAddresses=[{"SubnetId": each} for each in subnets],
        Protocols=["Do53", "DoH"],
    )["ResolverEndpoint"]
    return Hub(mine, vpc, subnets, endpoint["Id"])


@pytest.fixture
def spoke(make_account: MakeAccount) -> Account:
    """A second account."""
    return make_account()


def test_forwarding_rule_has_its_targets(hub: Hub) -> None:
    rule = hub.create(Name="on-premises", DomainName="Corp.Example.com")
    assert re.fullmatch(r"rslvr-rr-[0-9a-f]{17}", rule["Id"])
    expected = {
        "Arn": f"arn:aws:route53resolver:us-east-1:{hub.account.id}:resolver-rule/{rule['Id']}",
        "Status": "COMPLETE",
        "Name": "on-premises",
        "RuleType": "FORWARD",
        "DomainName": "corp.example.com.",
        "OwnerId": hub.account.id,
        "ShareStatus": "NOT_SHARED",
        "ResolverEndpointId": hub.endpoint,
        "TargetIps": [
            {"Ip": "192.168.1.53", "Port": 53, "Protocol": "Do53"},
            {"Ip": "192.168.2.53", "Port": 5353, "Protocol": "Do53"},
        ],
    }
    assert {key: hub.get(rule["Id"])[key] for key in expected} == expected


def test_update_takes_effect(hub: Hub) -> None:
    rule = hub.create()["Id"]
    target = {"Ip": "192.168.3.53", "Port": 443, "Protocol": "DoH", "ServerNameIndication": "dns.example.com"}
    config = {"Name": "after", "TargetIps": [target]}
    updating = hub.resolver.update_resolver_rule(ResolverRuleId=rule, Config=config)["ResolverRule"]
    assert updating["Status"] == "UPDATING"
    updated = hub.settled(rule)
    assert (updated["Name"], updated["TargetIps"]) == ("after", [target])
    assert updated["DomainName"] == "example.com."
    hub.resolver.update_resolver_rule(ResolverRuleId=rule, Config={"Name": "again"})
    assert hub.settled(rule)["TargetIps"] == [target]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"RuleType": "RECURSIVE"}, "InvalidRequestException"),
        ({"RuleType": "SYSTEM"}, "InvalidRequestException"),
        ({"RuleType": "SYSTEM", "ResolverEndpointId": None, "TargetIps": None}, None),
        ({"RuleType": "DELEGATE", "DelegationRecord": "ns.example.com"}, "InvalidRequestException"),
        ({"RuleType": "DELEGATE", "DelegationRecord": "ns.example.com", "TargetIps": None, "DomainName": None}, None),
        ({"DelegationRecord": "ns.example.com"}, "InvalidRequestException"),
        ({"DomainName": None}, "InvalidParameterException"),
        ({"DomainName": ".."}, "InvalidParameterException"),
        ({"DomainName": "exa mple.com"}, "InvalidParameterException"),
        ({"DomainName": "."}, None),
        ({"ResolverEndpointId": None}, "InvalidRequestException"),
        ({"ResolverEndpointId": "rslvr-out-0"}, "ResourceNotFoundException"),
        ({"TargetIps": None}, "InvalidRequestException"),
        ({"TargetIps": [{"Ip": "300.1.1.1"}]}, "InvalidParameterException"),
        ({"TargetIps": [{"Ip": "192.168.1.1"}, {"Ipv6": "2001:db8::1"}]}, "InvalidParameterException"),
        ({"TargetIps": [{"Ipv6": "2001:db8::1"}]}, "InvalidRequestException"),
        ({"TargetIps": [{"Ip": "192.168.1.1", "Ipv6": "2001:db8::1"}]}, "InvalidParameterException"),
        ({"TargetIps": [{"Ip": f"192.168.1.{number}"} for number in range(1, 8)]}, "LimitExceededException"),
        ({"TargetIps": [{"Ip": f"192.168.1.{number}"} for number in range(1, 7)]}, None),
        ({"TargetIps": [{"Ip": "192.168.1.1", "Protocol": "DoH-FIPS"}]}, "InvalidRequestException"),
        ({"TargetIps": [{"Ip": "192.168.1.1", "Port": 65536}]}, "ValidationException"),
        ({"RuleType": "BACKWARD"}, "ValidationException"),
    ],
)
def test_rule_fits_its_type(hub: Hub, changes: dict[str, Any], code: str | None) -> None:
    assert refusal_code(hub.resolver.create_resolver_rule, **hub.request(**changes)) == code


def test_rule_needs_an_outbound_endpoint(hub: Hub) -> None:
    inbound = hub.resolver.create_resolver_endpoint(
        CreatorRequestId="inbound",
        Direction="INBOUND",
        SecurityGroupIds=[hub.account.default_group(hub.vpc)],
        IpAddresses=[{"SubnetId": each, "Ip": f"10.0.{number}.99"} for number, each in enumerate(hub.subnets)],
    )["ResolverEndpoint"]["Id"]
    create = hub.resolver.create_resolver_rule
    assert refusal(create, **hub.request(ResolverEndpointId=inbound)) == Refusal(
        "InvalidRequestException",
        "[RSLVR-00700] Resolver rules can only be associated to OUTBOUND resolver endpoints.",
    )
    loop = hub.create(TargetIps=[{"Ip": "10.0.1.99"}])["Id"]
    assert refusal(hub.resolver.associate_resolver_rule, ResolverRuleId=loop, VPCId=hub.vpc) == Refusal(
        "InvalidRequestException",
        f"[RSLVR-00804] Cannot associate rule {loop} to VPC {hub.vpc} because the VPC include an INBOUND resolver "
        "endpoints with rule's target IP. Please try a different rule or update rule's target IP.",
    )


def test_endpoint_outlives_its_rules(hub: Hub) -> None:
    rule = hub.create()["Id"]
    delete = hub.resolver.delete_resolver_endpoint
    assert refusal(delete, ResolverEndpointId=hub.endpoint) == Refusal(
        "InvalidRequestException",
        "Cannot delete resolver endpoint unless its related resolver rules are deleted.  "
        f"The following rules still exist for this resolver endpoint:  {rule}",
    )
    update = hub.resolver.update_resolver_endpoint
    hub.resolver.update_resolver_rule(
        ResolverRuleId=rule, Config={"TargetIps": [{"Ip": "192.168.1.1", "Protocol": "DoH"}]}
    )
    hub.settled(rule)
    code = refusal_code(update, ResolverEndpointId=hub.endpoint, Protocols=["Do53"])
    assert code == "InvalidRequestException"
    hub.resolver.delete_resolver_rule(ResolverRuleId=rule)
    until(lambda: own_rules(hub.account), lambda found: not found)
    delete(ResolverEndpointId=hub.endpoint)


def test_token_of_a_rule_is_used_once(hub: Hub) -> None:
    hub.create()
    assert refusal_code(hub.resolver.create_resolver_rule, **hub.request()) == "ResourceExistsException"


def test_vpc_has_one_rule_for_a_domain(hub: Hub) -> None:
    first, second, below = (
        hub.create("1")["Id"],
        hub.create("2")["Id"],
        hub.create("3", DomainName="a.example.com")["Id"],
    )
    association = associate(hub.account, first, hub.vpc, Name="first")
    assert (association["Name"], association["VPCId"]) == ("first", hub.vpc)
    assert re.fullmatch(r"rslvr-rrassoc-[0-9a-f]{17}", association["Id"])
    conflict = Refusal(
        "InvalidRequestException",
        "[RSLVR-00802] Cannot associate rules with same domain name with same VPC. "
        f'Conflict with resolver rule "{first}"',
    )
    for rule in (first, second):
        assert refusal(hub.resolver.associate_resolver_rule, ResolverRuleId=rule, VPCId=hub.vpc) == conflict
    associate(hub.account, below, hub.vpc)
    associate(hub.account, second, hub.account.vpc())
    assert sorted(associated_rules(hub.account, hub.vpc)) == sorted([first, below])


def test_associated_rule_is_not_deleted(hub: Hub) -> None:
    rule = hub.create()["Id"]
    associate(hub.account, rule, hub.vpc)
    assert refusal(hub.resolver.delete_resolver_rule, ResolverRuleId=rule) == Refusal(
        "ResourceInUseException", "Please disassociate this resolver rule from VPC first before deleting"
    )
    disassociate(hub.account, rule, hub.vpc)
    hub.resolver.delete_resolver_rule(ResolverRuleId=rule)
    until(lambda: own_rules(hub.account), lambda found: not found)
    assert refusal(hub.resolver.get_resolver_rule, ResolverRuleId=rule) == Refusal(
        "ResourceNotFoundException", f'[RSLVR-00703] Resolver rule with ID "{rule}" does not exist.'
    )


def test_unknown_rules_vpcs_and_associations_are_rejected(hub: Hub) -> None:
    rule = hub.create()["Id"]
    resolver = hub.resolver
    assert [
        refusal_code(resolver.associate_resolver_rule, ResolverRuleId="rslvr-rr-0", VPCId=hub.vpc),
        refusal_code(resolver.associate_resolver_rule, ResolverRuleId=rule, VPCId="vpc-0"),
        refusal_code(resolver.disassociate_resolver_rule, ResolverRuleId=rule, VPCId=hub.vpc),
        refusal_code(resolver.get_resolver_rule_association, ResolverRuleAssociationId="rslvr-rrassoc-0"),
        refusal_code(resolver.update_resolver_rule, ResolverRuleId="rslvr-rr-0", Config={"Name": "x"}),
    ] == [
        "ResourceNotFoundException",
        "InvalidParameterException",
        "ResourceNotFoundException",
        "ResourceNotFoundException",
        "ResourceNotFoundException",
    ]


def test_resolver_defines_a_rule_itself(hub: Hub) -> None:
    rule = hub.get(INTERNET)
    assert (rule["RuleType"], rule["DomainName"], rule["OwnerId"]) == ("RECURSIVE", ".", "Route 53 Resolver")
    vpcs = [{"Name": "VPCId", "Values": [hub.vpc]}]
    (association,) = hub.resolver.list_resolver_rule_associations(Filters=vpcs)["ResolverRuleAssociations"]
    assert (association["Name"], association["ResolverRuleId"]) == ("System Rule Association", INTERNET)
    for operation, more in (
        (hub.resolver.delete_resolver_rule, {}),
        (hub.resolver.update_resolver_rule, {"Config": {"Name": "mine"}}),
        (hub.resolver.disassociate_resolver_rule, {"VPCId": hub.vpc}),
    ):
        assert refusal_code(operation, ResolverRuleId=INTERNET, **more) == "InvalidRequestException"
    tag = hub.resolver.tag_resource
    assert refusal_code(tag, ResourceArn=rule["Arn"], Tags=[{"Key": "a", "Value": "b"}]) == "InvalidRequestException"


def test_rules_are_filtered_and_tagged(hub: Hub) -> None:
    rule = hub.create(Name="first", Tags=[{"Key": "team", "Value": "network"}])

    def found(name: str, *values: str) -> list[str]:
        wanted = [{"Name": name, "Values": list(values)}]
        return [each["Id"] for each in hub.resolver.list_resolver_rules(Filters=wanted)["ResolverRules"]]

    for name, value in (
        ("DomainName", "example.com."),
        ("DOMAIN_NAME", "example.com"),
        ("Type", "FORWARD"),
        ("ResolverEndpointId", hub.endpoint),
        ("Name", "first"),
    ):
        assert found(name, value) == [rule["Id"]]
    assert found("TYPE", "RECURSIVE") == [INTERNET]
    tags = hub.resolver.list_tags_for_resource(ResourceArn=rule["Arn"])["Tags"]
    assert tags == [{"Key": "team", "Value": "network"}]


def test_shared_rule_is_seen_and_associated_by_another_account(hub: Hub, spoke: Account) -> None:
    rule = hub.create()
    theirs = spoke.client("route53resolver")
    get = theirs.get_resolver_rule
    assert refusal_code(get, ResolverRuleId=rule["Id"]) == "ResourceNotFoundException"
    arn = share(hub.account, spoke, rule["Arn"])
    seen = get(ResolverRuleId=rule["Id"])["ResolverRule"]
    assert (seen["ShareStatus"], seen["OwnerId"]) == ("SHARED_WITH_ME", hub.account.id)
    assert hub.get(rule["Id"])["ShareStatus"] == "SHARED_BY_ME"
    assert own_rules(spoke) == {rule["Id"]: "SHARED_WITH_ME"}
    vpc = spoke.vpc()
    associate(spoke, rule["Id"], vpc)
    assert refusal_code(hub.resolver.delete_resolver_rule, ResolverRuleId=rule["Id"]) == "ResourceInUseException"
    for operation, more in (
        (theirs.delete_resolver_rule, {}),
        (theirs.update_resolver_rule, {"Config": {"Name": "x"}}),
    ):
        assert refusal_code(operation, ResolverRuleId=rule["Id"], **more) == "AccessDeniedException"
    end_share(hub.account, arn)
    assert refusal_code(get, ResolverRuleId=rule["Id"]) == "ResourceNotFoundException"
    assert associated_rules(spoke, vpc) == []
    assert hub.get(rule["Id"])["ShareStatus"] == "NOT_SHARED"


def test_policy_shares_a_rule(hub: Hub, spoke: Account) -> None:
    rule = hub.create()
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": [f"arn:aws:iam::{spoke.id}:root"]},
        "Action": ["route53resolver:GetResolverRule", "route53resolver:AssociateResolverRule"],
        "Resource": [rule["Arn"]],
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    put = hub.resolver.put_resolver_rule_policy
    assert put(Arn=rule["Arn"], ResolverRulePolicy=policy)["ReturnValue"]
    assert hub.resolver.get_resolver_rule_policy(Arn=rule["Arn"])["ResolverRulePolicy"] == policy
    assert own_rules(spoke) == {rule["Id"]: "SHARED_WITH_ME"}
    assert hub.get(rule["Id"])["ShareStatus"] == "SHARED_BY_ME"
    for text in ("{", "[]", json.dumps({"Statement": [{**statement, "Action": "s3:GetObject"}]})):
        assert refusal_code(put, Arn=rule["Arn"], ResolverRulePolicy=text) == "InvalidPolicyDocument"
    unknown = rule["Arn"][:-1]
    assert refusal_code(put, Arn=unknown, ResolverRulePolicy=policy) == "UnknownResourceException"


def test_reverse_rules_of_a_vpc_are_turned_off_and_on(hub: Hub) -> None:
    config = hub.resolver.get_resolver_config(ResourceId=hub.vpc)["ResolverConfig"]
    assert (config["OwnerId"], config["AutodefinedReverse"]) == (hub.account.id, "ENABLED")

    def status() -> str:
        (found,) = hub.resolver.list_resolver_configs()["ResolverConfigs"]
        return str(found["AutodefinedReverse"])

    for flag, before, after in (("DISABLE", "DISABLING", "DISABLED"), ("ENABLE", "ENABLING", "ENABLED")):
        changed = hub.resolver.update_resolver_config(ResourceId=hub.vpc, AutodefinedReverseFlag=flag)
        assert changed["ResolverConfig"]["AutodefinedReverse"] == before
        assert until(status, lambda found: found in {"ENABLED", "DISABLED"}) == after
    assert refusal_code(hub.resolver.get_resolver_config, ResourceId="vpc-0") == "InvalidParameterException"


def test_the_rest_is_localstacks_or_refused(hub: Hub) -> None:
    group = hub.resolver.create_firewall_rule_group(CreatorRequestId="once", Name="firewall")["FirewallRuleGroup"]
    hub.resolver.tag_resource(ResourceArn=group["Arn"], Tags=[{"Key": "team", "Value": "network"}])
    assert hub.resolver.list_tags_for_resource(ResourceArn=group["Arn"])["Tags"] == [
        {"Key": "team", "Value": "network"}
    ]
    assert refusal_code(hub.resolver.list_outpost_resolvers) == "InvalidRequestException"
    assert refusal_code(hub.resolver.get_firewall_rule_group_policy, Arn=group["Arn"]) == "InvalidRequestException"


def test_forgotten_account_has_no_resolver(hub: Hub, spoke: Account) -> None:
    rule = hub.create()
    share(hub.account, spoke, rule["Arn"])
    vpc = spoke.vpc()
    associate(spoke, rule["Id"], vpc)
    hub.account.http("DELETE", f"accounts/{hub.account.id}")
    assert hub.resolver.list_resolver_endpoints()["ResolverEndpoints"] == []
    assert own_rules(hub.account) == {}
    assert associated_rules(spoke, vpc) == []
