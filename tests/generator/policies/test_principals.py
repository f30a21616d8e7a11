"""Principals: who a statement is about, and what follows from who asks."""

from __future__ import annotations

import pytest

from privatelink_generator.policies.answers import Answer
from privatelink_generator.policies.caller import Caller, CallerType
from privatelink_generator.policies.policy import PolicyType
from tests.support.policies import ACCOUNT, OTHER, ROLE, SESSION, USER, asked, policy, statement

ROOT = f"arn:aws:iam::{ACCOUNT}:root"
PATH_ROLE = f"arn:aws:iam::{ACCOUNT}:role/service/app"
FEDERATED = f"arn:aws:sts::{ACCOUNT}:federated-user/bob"
UNIQUE_ID = "AROAEXAMPLEID1234567"


def match(
    element: object, caller: str, *, element_name: str = "Principal", type_: PolicyType = PolicyType.RESOURCE
) -> Answer:
    """Return whether the principals of a statement have a caller."""
    changes = {"Principal": None, element_name: element}
    principals = policy(statement(**changes), type_=type_).statements[0].principals
    assert principals is not None
    return principals.match(asked(caller, is_complete=False))


@pytest.mark.parametrize("caller", [ROOT, USER, ROLE, SESSION, FEDERATED, "lambda.amazonaws.com", "*"])
@pytest.mark.parametrize("anybody", ["*", {"AWS": "*"}, {"AWS": ["*"]}], ids=str)
def test_asterisk_is_everybody(caller: str, anybody: object) -> None:
    assert match(anybody, caller) is True


@pytest.mark.parametrize("caller", [ROOT, USER, ROLE, SESSION, FEDERATED])
def test_account_has_all_its_principals(caller: str) -> None:
    assert [match({"AWS": name}, caller) for name in (ACCOUNT, ROOT, OTHER)] == [True, True, False]


@pytest.mark.parametrize(
    ("name", "caller", "expected"),
    [
        (ROLE, ROLE, True),
        (ROLE, SESSION, True),
        (PATH_ROLE, SESSION, True),
        (PATH_ROLE, ROLE, False),
        (ROLE, f"arn:aws:sts::{OTHER}:assumed-role/app/deploy", False),
        (ROLE, f"arn:aws:sts::{ACCOUNT}:assumed-role/application/deploy", False),
        (SESSION, SESSION, True),
        (SESSION, f"{SESSION}2", False),
        (SESSION, ROLE, None),
        (USER, USER, True),
        (USER, f"arn:aws:iam::{ACCOUNT}:user/Ann", False),
        (USER, f"arn:aws:iam::{ACCOUNT}:user/bob", False),
        (FEDERATED, FEDERATED, True),
        (f"arn:aws:iam::{ACCOUNT}:role/*", ROLE, False),
        (f"arn:aws-cn:iam::{ACCOUNT}:role/app", SESSION, False),
        (UNIQUE_ID, ROLE, None),
        (ROLE, "*", False),
    ],
)
def test_named_principal(name: str, caller: str, expected: Answer) -> None:
    assert match({"AWS": ["999999999999", name]}, caller) is expected


def test_service_and_identity_provider_are_matched_by_their_names() -> None:
    assert match({"Service": ["s3.amazonaws.com", "lambda.amazonaws.com"]}, "lambda.amazonaws.com") is True
    assert match({"Service": "s3.amazonaws.com"}, "lambda.amazonaws.com") is False
    assert match({"Service": "s3.amazonaws.com"}, ROLE) is False
    assert match({"Federated": "accounts.google.com"}, "accounts.google.com") is True
    provider = f"arn:aws:iam::{ACCOUNT}:saml-provider/idp"
    assert match({"Federated": provider}, provider) is True
    assert match({"Federated": provider}, ROLE) is False


def test_canonical_user_is_not_evaluated() -> None:
    assert match({"CanonicalUser": "79a59df900b949e5"}, ROLE) is None


def test_unique_id_is_compared_with_that_of_the_caller() -> None:
    principals = policy(statement(Principal={"AWS": UNIQUE_ID})).statements[0].principals
    assert principals is not None

    assert principals.match(asked(SESSION, context={"aws:userid": f"{UNIQUE_ID}:deploy"})) is True
    assert principals.match(asked(SESSION, context={"aws:userid": "AROAOTHER:deploy"})) is False


@pytest.mark.parametrize(
    ("names", "caller", "expected"),
    [
        # IAM guide, "NotPrincipal", both examples.
        ([USER, ROOT], USER, False),
        ([USER, ROOT], f"arn:aws:iam::{OTHER}:user/ann", True),
        ([SESSION, ROLE, ROOT], SESSION, False),
        ([SESSION, ROLE, ROOT], f"arn:aws:iam::{OTHER}:role/app", True),
        # Who names a principal without its account may deny the principal all the same.
        ([USER], USER, None),
        ([ROLE], SESSION, None),
        ([ROOT], USER, None),
        ([ROLE, ACCOUNT], SESSION, False),
        ([ROOT], ROOT, False),
        (["*"], USER, False),
    ],
)
def test_not_principal(names: list[str], caller: str, expected: Answer) -> None:
    assert match({"AWS": names}, caller, element_name="NotPrincipal") is expected


@pytest.mark.parametrize(
    ("element", "caller", "expected"),
    [
        ("*", ROLE, True),
        ({"AWS": ACCOUNT}, ROOT, True),
        ({"AWS": ACCOUNT}, ROLE, False),
        ({"AWS": ROOT}, USER, False),
        ({"AWS": ROLE}, ROLE, None),
        ({"Service": "s3.amazonaws.com"}, ROLE, None),
    ],
)
def test_gateway_endpoint_knows_everybody_and_root_users(element: object, caller: str, expected: Answer) -> None:
    assert match(element, caller, type_=PolicyType.GATEWAY) is expected


def test_gateway_endpoint_with_not_principal_is_not_evaluated() -> None:
    assert match({"AWS": ROOT}, USER, element_name="NotPrincipal", type_=PolicyType.GATEWAY) is None


@pytest.mark.parametrize(
    ("name", "type_", "account", "role"),
    [
        (ROOT, CallerType.ROOT, ACCOUNT, None),
        (f"arn:aws:iam::{ACCOUNT}:user/a/b", CallerType.USER, ACCOUNT, None),
        (PATH_ROLE, CallerType.ROLE, ACCOUNT, "app"),
        (SESSION, CallerType.SESSION, ACCOUNT, "app"),
        (FEDERATED, CallerType.FEDERATED_USER, ACCOUNT, None),
        ("lambda.amazonaws.com", CallerType.SERVICE, None, None),
        ("lambda.amazonaws.com.cn", CallerType.SERVICE, None, None),
        ("accounts.google.com", CallerType.PROVIDER, None, None),
        ("*", CallerType.ANONYMOUS, None, None),
    ],
)
def test_caller_of_a_name(name: str, type_: CallerType, account: str | None, role: str | None) -> None:
    caller = Caller.of(name)

    assert (caller.type, caller.account, caller.role) == (type_, account, role)


@pytest.mark.parametrize(
    "name",
    [
        *("", "app", "role/app", ACCOUNT, "arn:aws:s3:::bucket", f"arn:aws:iam::{ACCOUNT}:group/g"),
        *(f"arn:aws:iam::{ACCOUNT}:assumed-role/app/s", f"arn:aws:sts::{ACCOUNT}:role/app"),
        *(f"arn:aws:sts::{ACCOUNT}:assumed-role/app", f"arn:aws:sts::{ACCOUNT}:assumed-role/path/app/s"),
        *(f"arn:aws:iam::{ACCOUNT}:role", f"arn:aws:iam::{ACCOUNT}:root/x", "arn:aws:iam::1234:role/app"),
        *(f"arn:aws:iam::{ACCOUNT}:role/*", f"arn:aws:iam::{ACCOUNT}:role/app\n"),
    ],
)
def test_caller_rejects_other_names(name: str) -> None:
    with pytest.raises(ValueError, match=r"^is not a (principal|session)"):
        Caller.of(name)


@pytest.mark.parametrize(
    ("name", "key", "values"),
    [
        (ROLE, "aws:principalarn", (ROLE,)),
        (SESSION, "aws:principalarn", None),  # The role may have a path, which a session does not tell.
        (FEDERATED, "aws:principalarn", (FEDERATED,)),
        ("*", "aws:principalarn", ()),
        (SESSION, "aws:principalaccount", (ACCOUNT,)),
        (SESSION, "aws:principaltype", ("AssumedRole",)),
        (ROOT, "aws:principaltype", ("Account",)),
        (USER, "aws:username", ("ann",)),
        (ROLE, "aws:username", ()),
        (ROOT, "aws:userid", (ACCOUNT,)),
        (ROLE, "aws:userid", None),
        ("*", "aws:userid", ("anonymous",)),
        (ROLE, "aws:principalisawsservice", ("false",)),
        ("s3.amazonaws.com", "aws:principalisawsservice", ("true",)),
        ("s3.amazonaws.com", "aws:sourcearn", None),
        (ROLE, "aws:sourcearn", ()),
        (ROLE, "aws:principalorgid", None),
        (ROLE, "aws:viaawsservice", ("false",)),
        (ROLE, "aws:sourceip", ()),
        (ROLE, "aws:sourcevpce", None),
    ],
)
def test_keys_that_follow_from_the_caller(name: str, key: str, values: tuple[str, ...] | None) -> None:
    assert asked(name, is_complete=False).context.values_of(key) == values
