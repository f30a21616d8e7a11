"""AWS's services through endpoints: TLS, names, security groups, and the policies of endpoints and resources."""

from __future__ import annotations

import json
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from privatelink_localstack.dataplane.client import Client
from tests.support import traffic
from tests.support.account import Account
from tests.support.accounts import temporary_accounts
from tests.support.behind import Behind
from tests.support.functions import Functions
from tests.support.namespaces import need_namespaces
from tests.support.refusal import refusal

if TYPE_CHECKING:
    from privatelink_localstack.runtime.instance import Instance

PATIENCE = 60.0
"""Seconds for what must succeed, on the busiest machine."""
BRIEF = 0.5
"""Seconds after which a connection counts as silent."""
CALL = """
import boto3, sys
from botocore.config import Config
config = Config(connect_timeout=float(sys.argv[1]), retries={"total_max_attempts": 1})
try:
    print(boto3.client("sts", region_name="us-east-1", config=config).get_caller_identity()["Arn"])
except Exception as error:
    print(type(error).__name__)
"""


@dataclass(frozen=True, slots=True)
class Services:
    """A private subnet with a program in it, and endpoints of STS, Lambda, SQS and, by route, of S3.

    Parameters:
        client: the program's network interface, which the endpoints' group admits; `stranger` is another one.
        endpoints: IDs by the services' last names.
        other: another account.
    """

    account: Account
    other: Account
    plane: Client
    vpc: str
    client: str
    stranger: str
    group: str
    table: str
    endpoints: dict[str, str]

    def behind(self, interface: str | None = None, timeout: float = PATIENCE, **credentials: str) -> Behind:
        """Return the clients of the program; without credentials those of the account's root user."""
        given = credentials or {"aws_access_key_id": self.account.id, "aws_secret_access_key": "secret"}
        return Behind(self.plane, interface or self.client, self.account.region, timeout, **given)

    def restrict(self, endpoint: str, *statements: dict[str, Any]) -> None:
        """Give an endpoint a policy."""
        document = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
        self.account.ec2.modify_vpc_endpoint(VpcEndpointId=self.endpoints[endpoint], PolicyDocument=document)

    def open(self, endpoint: str) -> None:
        """Give an endpoint its default policy."""
        self.account.ec2.modify_vpc_endpoint(VpcEndpointId=self.endpoints[endpoint], ResetPolicy=True)

    def decision(self, endpoint: str) -> dict[str, Any]:
        """Return the last decision on a request through an endpoint."""
        found = self.account.http("GET", f"decisions?endpoint={self.endpoints[endpoint]}")["decisions"]
        return dict(found[-1])


def allow(action: str, resource: str = "*", effect: str = "Allow", **condition: Any) -> dict[str, Any]:
    """Return a statement."""
    made = {"Effect": effect, "Principal": "*", "Action": action, "Resource": resource}
    return made | ({"Condition": condition} if condition else {})


@pytest.fixture(scope="module")
def services(own_localstack: Instance) -> Iterator[Services]:
    """The private subnet."""
    need_namespaces()
    with temporary_accounts(own_localstack.endpoint) as fresh:
        account, other = (Account(own_localstack.endpoint, fresh()) for _ in range(2))
        vpc = account.vpc()
        subnet, group, clients = account.subnet(vpc), account.group(vpc, "endpoints"), account.group(vpc, "clients")
        account.ec2.authorize_security_group_ingress(
            GroupId=group,
            IpPermissions=[
                {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "UserIdGroupPairs": [{"GroupId": clients}]}
            ],
        )
        table = account.route_table(vpc)
        account.ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
        endpoints = {
            name: account.interface_endpoint_id(
                vpc, name, SubnetIds=[subnet], SecurityGroupIds=[group], PrivateDnsEnabled=name != "kms"
            )
            for name in ("sts", "lambda", "sqs", "kms")
        }
        endpoints["s3"] = account.gateway_endpoint(vpc, RouteTableIds=[table])["VpcEndpointId"]
        for each in endpoints.values():
            account.available(each)
        client, stranger = (
            account.ec2.create_network_interface(SubnetId=subnet, Groups=[each])["NetworkInterface"][
                "NetworkInterfaceId"
            ]
            for each in (clients, account.default_group(vpc))
        )
        with traffic.plane(account.url) as plane:
            yield Services(account, other, plane, vpc, client, stranger, group, table, endpoints)
        account.http("POST", "reset")


def test_service_answers_by_its_own_name_with_the_request_as_it_was_signed(services: Services) -> None:
    services.restrict("sts", allow("sts:GetCallerIdentity", StringEquals={"aws:SourceVpc": services.vpc}))

    assert services.behind().client("sts").get_caller_identity()["Account"] == services.account.id
    decision = services.decision("sts")
    assert (decision["effect"], decision["principal"]) == ("allowed", services.account.root)
    assert decision["client"].startswith("10.0.0.")


def test_command_behind_an_interface_reaches_the_service_and_a_stranger_does_not(services: Services) -> None:
    services.open("sts")
    credentials = {"AWS_ACCESS_KEY_ID": services.account.id, "AWS_SECRET_ACCESS_KEY": "secret"}
    said = []
    for interface, timeout in ((services.client, PATIENCE), (services.stranger, BRIEF)):
        with services.plane.entrance(interface) as entrance:
            done = subprocess.run(
                entrance.command(sys.executable, "-c", CALL, str(timeout)),
                pass_fds=entrance.descriptors,
                env=credentials,
                capture_output=True,
                text=True,
                check=False,
            )
            said.append((done.stdout, done.stderr))

    assert said == [(f"{services.account.root}\n", ""), ("ConnectTimeoutError\n", "")]


def test_endpoint_s_policy_decides_which_function_is_called(services: Services) -> None:
    functions = Functions(services.account)
    for name in ("one", "two"):
        functions.create(name)
    prefix = f"arn:aws:lambda:us-east-1:{services.account.id}:function"
    services.restrict("lambda", allow("lambda:InvokeFunction", f"{prefix}:one"))
    client = services.behind().client("lambda")

    answer = client.invoke(FunctionName="one", Payload=b'"hello"')["Payload"].read()
    refused = refusal(lambda: client.invoke(FunctionName="two"))
    qualified = refusal(lambda: client.invoke(FunctionName="one", Qualifier="$LATEST"))
    told = refusal(client.list_functions)

    assert answer == b'"hello"'
    assert refused.code == qualified.code == told.code == "AccessDeniedException"
    assert refused.message == (
        f"User: {services.account.root} is not authorized to perform: lambda:InvokeFunction on resource: {prefix}:two "
        "because no VPC endpoint policy allows the lambda:InvokeFunction action"
    )
    # Who does not come through the endpoint is not judged.
    assert services.account.client("lambda").invoke(FunctionName="two", Payload=b"1")["Payload"].read() == b"1"


def test_session_s_tags_and_role_count(services: Services) -> None:
    iam, sts = services.account.client("iam"), services.account.client("sts")
    role = iam.create_role(RoleName="caller", AssumeRolePolicyDocument="{}", Path="/apps/")["Role"]["Arn"]
    given = {"team": "orders"}
    services.restrict(
        "sts", allow("*", StringEquals={"aws:PrincipalTag/team": "orders"}, ArnEquals={"aws:PrincipalArn": role})
    )

    def identity(**options: Any) -> str:
        credentials = sts.assume_role(RoleArn=role, RoleSessionName="one", **options)["Credentials"]
        own = services.behind(
            aws_access_key_id=credentials["AccessKeyId"],
            aws_secret_access_key=credentials["SecretAccessKey"],
            aws_session_token=credentials["SessionToken"],
        )
        return str(own.client("sts").get_caller_identity()["Arn"])

    assert identity(Tags=[{"Key": key, "Value": value} for key, value in given.items()]).endswith("caller/one")
    with pytest.raises(ClientError, match=r"AccessDenied.*no VPC endpoint policy allows"):
        identity()


def test_what_has_no_entry_is_let_through_and_said_to_be_not_evaluated(services: Services) -> None:
    services.restrict("sts", allow("*", StringEquals={"sts:ExternalId": "x"}))

    services.behind().client("sts").get_caller_identity()

    decision = services.decision("sts")
    assert (decision["effect"], decision["reason"]) == ("not evaluated", "the value of sts:ExternalId is not known")
    assert services.account.http("DELETE", "decisions") == {"decisions": []}


def test_port_without_tls_is_the_group_s_to_open(services: Services) -> None:
    services.open("sqs")
    client, timid = (
        services.behind(timeout=each).client("sqs", "http://sqs.us-east-1.amazonaws.com") for each in (PATIENCE, BRIEF)
    )

    with pytest.raises(TimeoutError):
        timid.list_queues()
    services.account.ec2.authorize_security_group_ingress(
        GroupId=services.group, IpProtocol="tcp", FromPort=80, ToPort=80, CidrIp="10.0.0.0/16"
    )
    client.list_queues()
    services.restrict("sqs", allow("*"), allow("*", effect="Deny", Bool={"aws:SecureTransport": "false"}))

    assert refusal(client.list_queues).code == "AccessDenied"


def test_name_is_unknown_without_private_dns_and_the_endpoint_s_own_answers(services: Services) -> None:
    name = services.account.endpoint(services.endpoints["kms"])["DnsEntries"][0]["DnsName"]
    address = services.account.interfaces(services.endpoints["kms"])[0]["PrivateIpAddress"]
    behind = services.behind()

    with pytest.raises(socket.gaierror):
        behind.client("kms").list_keys()
    assert behind.client("kms", f"https://{name}").list_keys()["Keys"] == []
    with pytest.raises(ssl.SSLCertVerificationError):
        behind.client("kms", f"https://{address}").list_keys()


def test_gateway_endpoint_leads_to_buckets_by_its_route_and_policy(services: Services) -> None:
    bucket = f"photos-{services.account.id}"
    services.account.client("s3").create_bucket(Bucket=bucket)
    services.restrict("s3", allow("s3:PutObject", f"arn:aws:s3:::{bucket}/in/*"))
    client = services.behind(services.stranger).client("s3")

    client.put_object(Bucket=bucket, Key="in/a", Body=b"photo")
    refused = refusal(lambda: client.put_object(Bucket=bucket, Key="out/a", Body=b"photo"))

    assert services.account.client("s3").get_object(Bucket=bucket, Key="in/a")["Body"].read() == b"photo"
    assert refused.code == "AccessDenied"
    assert "no VPC endpoint policy allows the s3:PutObject action" in refused.message


def test_public_address_is_silent_without_the_gateway_s_route(services: Services) -> None:
    endpoint = services.endpoints["s3"]
    client, timid = (services.behind(timeout=each).client("s3") for each in (PATIENCE, BRIEF))
    services.open("s3")
    client.list_buckets()
    services.account.ec2.modify_vpc_endpoint(VpcEndpointId=endpoint, RemoveRouteTableIds=[services.table])

    with pytest.raises(TimeoutError):
        timid.list_buckets()

    services.account.ec2.modify_vpc_endpoint(VpcEndpointId=endpoint, AddRouteTableIds=[services.table])
    client.list_buckets()


def test_bucket_can_require_the_endpoint(services: Services) -> None:
    bucket, own = f"locked-{services.account.id}", services.account.client("s3")
    own.create_bucket(Bucket=bucket)
    services.open("s3")
    client, objects = services.behind().client("s3"), f"arn:aws:s3:::{bucket}/*"

    def require(endpoint: str) -> None:
        deny = allow("s3:*", objects, "Deny", StringNotEquals={"aws:SourceVpce": endpoint})
        own.put_bucket_policy(Bucket=bucket, Policy=json.dumps({"Version": "2012-10-17", "Statement": [deny]}))

    require(services.endpoints["s3"])
    client.put_object(Bucket=bucket, Key="a", Body=b"1")
    require("vpce-0123456789abcdef0")
    refused = refusal(lambda: client.get_object(Bucket=bucket, Key="a"))

    assert refused.code == "AccessDenied"
    assert refused.message.endswith("with an explicit deny in a resource-based policy")


def test_queue_of_another_account_must_admit_the_vpc(services: Services) -> None:
    services.open("sqs")
    sqs = services.other.client("sqs")
    url = sqs.create_queue(QueueName="theirs")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    client = services.behind().client("sqs")

    refused = refusal(lambda: client.send_message(QueueUrl=url, MessageBody="1"))
    admit = allow("sqs:SendMessage", arn, StringEquals={"aws:SourceVpc": services.vpc})
    policy = json.dumps({"Version": "2012-10-17", "Statement": [admit]})
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    client.send_message(QueueUrl=url, MessageBody="2")

    assert "no resource-based policy allows the sqs:SendMessage action" in refused.message
    assert [each["Body"] for each in sqs.receive_message(QueueUrl=url)["Messages"]] == ["2"]
