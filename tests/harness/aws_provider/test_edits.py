"""Edits of Go source text."""

from __future__ import annotations

import pytest

from privatelink_harness.aws_provider.trimmed.edits import (
    Replacement,
    drop_unused_imports,
    keep_clients,
    keep_services,
    types,
)
from privatelink_harness.errors import HarnessError

MODULE = "github.com/hashicorp/terraform-provider-aws"
SERVICES = f"""import (
\t"context"

\t"{MODULE}/internal/service/ec2"
\t"{MODULE}/internal/service/sqs"
)

func all(ctx context.Context) []any {{
\treturn []any{{
\t\tec2.ServicePackage(ctx),
\t\tsqs.ServicePackage(ctx),
\t}}
}}
"""
CLIENTS = """import (
\t"context"

\t"example.com/service/ec2"
\tqueues "example.com/service/sqs"
)

func (c *AWSClient) EC2Client(ctx context.Context) *ec2.Client {
\treturn client[*ec2.Client](ctx)
}

func (c *AWSClient) SQSClient(ctx context.Context) *queues.Client {
\treturn client[*queues.Client](ctx)
}
"""


def test_keep_services_removes_imports_and_registrations_of_others() -> None:
    expected = SERVICES.replace(f'\t"{MODULE}/internal/service/sqs"\n', "")
    expected = expected.replace("\t\tsqs.ServicePackage(ctx),\n", "")
    assert expected == keep_services(SERVICES, {"ec2"}, "list.go")


def test_keep_clients_removes_uncalled_clients_with_their_imports() -> None:
    expected = CLIENTS.partition("func (c *AWSClient) SQSClient")[0].replace('\tqueues "example.com/service/sqs"\n', "")
    assert expected == keep_clients(CLIENTS, {"EC2Client", "OtherClient"}, "clients.go")


def test_types_keep_their_order() -> None:
    text = '\t\t{\n\t\t\tTypeName: "aws_vpc",\n\t\t},\n\t\t{\n\t\t\tTypeName:   "aws_subnet",\n\t\t},\n'
    assert types(text, "types.go") == ["aws_vpc", "aws_subnet"]


def test_drop_unused_imports_keeps_used_aliases_and_blank_imports() -> None:
    text = 'import (\n\ta "one/two"\n\t"three/four"\n\t_ "five"\n\t"six"\n)\n\nvar x = a.Y(six.Z)\n'
    assert drop_unused_imports(text, "a.go") == text.replace('\t"three/four"\n', "")


def test_replacement_changes_one_text_only() -> None:
    edit = Replacement("a.go", "delay: 10\n", "delay: 0\n")
    assert edit("x\ndelay: 10\ny\n") == "x\ndelay: 0\ny\n"


@pytest.mark.parametrize(
    ("edit", "text", "message"),
    [
        (Replacement("a.go", "delay\n", ""), "wait\n", "a.go: .*0 times where once is expected: delay"),
        (Replacement("a.go", "delay\n", ""), "delay\ndelay\n", "a.go: .*2 times where once is expected: delay"),
        (lambda text: keep_services(text, {"ec2", "s3"}, "a.go"), SERVICES, "a.go: .*it has no service s3"),
        (lambda text: keep_services(text, {"ec2"}, "a.go"), "", "a.go: .*0 services are imported"),
        (
            lambda text: keep_services(text, {"ec2"}, "a.go"),
            SERVICES.replace("\t\tsqs.ServicePackage(ctx),\n", ""),
            "2 services are imported and 1 registered",
        ),
        (lambda text: keep_clients(text, {"EC2Client"}, "a.go"), "", "a.go: .*0 of its 0 methods make a client"),
        (
            lambda text: keep_clients(text, {"EC2Client"}, "a.go"),
            f"{CLIENTS}\nfunc (c *AWSClient) Other() {{\n}}\n",
            "2 of its 3 methods make a client",
        ),
        (lambda text: types(text, "a.go"), 'TypeName: "aws_vpc"', "a.go: .*0 of its 1 types can be read"),
        (lambda text: drop_unused_imports(text, "a.go"), 'import "x"\n', "a.go: .*0 blocks of imports"),
    ],
)
def test_edit_rejects_a_text_of_another_form(edit: object, text: str, message: str) -> None:
    assert callable(edit)
    with pytest.raises(HarnessError, match=message):
        edit(text)
