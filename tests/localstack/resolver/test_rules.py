"""Rules of Resolver rules, their policies, and their associations with VPCs."""

from __future__ import annotations

import json

import pytest

from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.resolver import associations, rules
from privatelink_localstack.resolver.model import CreateRule, ResolverRule, UpdateRule
from privatelink_localstack.resolver.plane import ResolverPlane
from privatelink_localstack.resolver.policies import accounts_of, check_policy
from tests.support.dns import SharesInMemory, resolver_plane
from tests.support.refusal import refusal_code
from tests.support.world import World

OWNER, SPOKE = Scope("111111111111", "us-east-1"), Scope("222222222222", "us-east-1")
ARN = "arn:aws:route53resolver:us-east-1:111111111111:resolver-rule/rslvr-rr-0"


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def shares() -> SharesInMemory:
    return SharesInMemory()


@pytest.fixture
def plane(world: World, shares: SharesInMemory) -> ResolverPlane:
    return resolver_plane(world, shares)


@pytest.fixture
def rule(plane: ResolverPlane) -> ResolverRule:
    return rules.create_rule(plane, OWNER, CreateRule("once", "SYSTEM", "example.com"))


@pytest.mark.parametrize(
    ("domain", "expected"),
    [
        ("example.com", "example.com."),
        ("Example.COM.", "example.com."),
        (".", "."),
        ("_ldap._tcp.example.com", "_ldap._tcp.example.com."),
        ("10.in-addr.arpa", "10.in-addr.arpa."),
    ],
)
def test_domain_is_normalized(domain: str, expected: str) -> None:
    assert rules.normalized(domain) == expected


@pytest.mark.parametrize("domain", ["..", "example..com", "exa mple.com", "-a.com", "a" * 64 + ".com"])
def test_text_that_is_no_domain_is_rejected(domain: str) -> None:
    assert refusal_code(rules.normalized, domain) == "InvalidParameterException"


def test_changing_rule_is_not_changed_again(world: World, plane: ResolverPlane, rule: ResolverRule) -> None:
    changing = rules.update_rule(plane, rule, UpdateRule(name="first"))
    code = refusal_code(rules.update_rule, plane, changing, UpdateRule(name="second"))
    assert code == "ResourceUnavailableException"
    world.wait(60)
    plane.settle()
    assert plane.rules[rule.id].status == "COMPLETE"


def test_rule_is_unknown_elsewhere(plane: ResolverPlane, shares: SharesInMemory, rule: ResolverRule) -> None:
    shares.received = {SPOKE.account: {rule.arn}}
    assert plane.rule(SPOKE, rule.id) == rule
    for scope in (Scope(OWNER.account, "eu-west-1"), Scope(SPOKE.account, "eu-west-1"), Scope("3" * 12, "us-east-1")):
        assert refusal_code(plane.rule, scope, rule.id) == "ResourceNotFoundException"


def test_association_ends_with_the_share_and_with_the_vpc(
    world: World, plane: ResolverPlane, shares: SharesInMemory, rule: ResolverRule
) -> None:
    network = world.network(SPOKE)
    vpcs = [network.add_vpc() for _ in range(2)]
    shares.received = {SPOKE.account: {rule.arn}}
    for vpc in vpcs:
        associations.associate(plane, SPOKE, rule.id, vpc.id, None)
    del network.vpcs[vpcs[0].id]
    plane.drop_unreachable("eu-west-1")
    assert len(plane.associations) == 2
    plane.drop_unreachable("us-east-1")
    assert [each.vpc_id for each in plane.associations.values()] == [vpcs[1].id]
    shares.received = {}
    plane.drop_unreachable("us-east-1")
    assert plane.associations == {}


def test_quotas_are_of_an_account_in_a_region(world: World, plane: ResolverPlane, rule: ResolverRule) -> None:
    world.settings.quotas.update(resolver_rules_per_region=1, resolver_rule_associations_per_region=1)
    second = CreateRule("second", "SYSTEM", "example.org")
    assert refusal_code(rules.create_rule, plane, OWNER, second) == "LimitExceededException"
    rules.create_rule(plane, SPOKE, second)
    network = world.network(OWNER)
    associations.associate(plane, OWNER, rule.id, network.add_vpc().id, None)
    code = refusal_code(associations.associate, plane, OWNER, rule.id, network.add_vpc().id, None)
    assert code == "LimitExceededException"


def test_forgotten_account_takes_its_rules_from_others(
    world: World, plane: ResolverPlane, shares: SharesInMemory, rule: ResolverRule
) -> None:
    shares.received = {SPOKE.account: {rule.arn}}
    associations.associate(plane, SPOKE, rule.id, world.network(SPOKE).add_vpc().id, None)
    assert plane.accounts() == {OWNER.account, SPOKE.account}
    plane.forget_account(OWNER.account)
    assert plane.accounts() == set()


def test_policy_names_accounts() -> None:
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": ["222222222222", "arn:aws:iam::333333333333:root"]},
        "Action": "route53resolver:GetResolverRule",
        "Resource": ARN,
    }
    document = json.dumps({"Statement": statement})
    check_policy(document, ARN)
    assert accounts_of(document) == {"222222222222", "333333333333"}
    assert accounts_of(None) == set()


@pytest.mark.parametrize(
    "change",
    [{"Effect": "Deny"}, {"Action": "*"}, {"Resource": "*"}, {"Principal": "*"}, {"Principal": None}],
)
def test_policy_of_another_form_is_rejected(change: dict[str, object]) -> None:
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": "222222222222"},
        "Action": "route53resolver:GetResolverRule",
        "Resource": ARN,
    }
    document = json.dumps({"Statement": [{**statement, **change}]})
    assert refusal_code(check_policy, document, ARN) == "InvalidPolicyDocument"
