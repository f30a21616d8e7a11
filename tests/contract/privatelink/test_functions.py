"""Lambda functions as processes: what they get, what they answer, and what is said of those that fail."""

from __future__ import annotations

import io
import os
import shutil
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from privatelink_localstack.runtime.direct import direct
from tests.support.account import Account
from tests.support.functions import ECHO, Functions, archive
from tests.support.refusal import refusal
from tests.support.until import until

AT_ONCE = 6


@pytest.fixture
def functions(mine: Account) -> Functions:
    """The functions of an account."""
    return Functions(mine)


def test_function_is_told_its_event_and_its_context(functions: Functions) -> None:
    functions.create(
        "orders",
        "def handler(event, context):\n"
        "    left = context.get_remaining_time_in_millis()\n"
        "    return [event, context.invoked_function_arn, context.function_version, context.memory_limit_in_mb,\n"
        "            context.aws_request_id != '', 0 < left <= 60000]\n",
        MemorySize=256,
    )
    arn = f"arn:aws:lambda:us-east-1:{functions.account.id}:function:orders"
    assert functions.invoke("orders", {"n": 1}).value == [{"n": 1}, arn, "$LATEST", "256", True, True]


def test_function_has_its_variables_and_its_role(functions: Functions) -> None:
    functions.create(
        "orders",
        "import boto3, os\n"
        "def handler(event, context):\n"
        "    caller = boto3.client('sts').get_caller_identity()['Arn']\n"
        "    return [os.environ['TABLE'], os.environ['AWS_REGION'], os.environ['AWS_EXECUTION_ENV'], caller]\n",
        Environment={"Variables": {"TABLE": "orders"}},
    )
    caller = f"arn:aws:sts::{functions.account.id}:assumed-role/function/orders"
    assert functions.invoke("orders").value == ["orders", "us-east-1", "AWS_Lambda_python3.13", caller]


def test_code_is_downloaded_from_its_address(functions: Functions) -> None:
    for number in (1, 2):
        functions.create(f"orders-{number}", f"def handler(event, context):\n    return {number}\n")
    code = []
    for number in (1, 2):
        found = functions.client.get_function(FunctionName=f"orders-{number}")
        with direct().open(found["Code"]["Location"], timeout=60) as answer:
            code.append(zipfile.ZipFile(io.BytesIO(answer.read())).read("main.py").decode())
    assert code == [f"def handler(event, context):\n    return {number}\n" for number in (1, 2)]


def test_process_is_kept_for_the_next_invocation(functions: Functions) -> None:
    functions.create("counter", "n = 0\ndef handler(event, context):\n    global n\n    n += 1\n    return n\n")
    assert [functions.invoke("counter").value for _ in range(3)] == [1, 2, 3]


def test_no_secret_is_in_the_arguments(functions: Functions) -> None:
    functions.create(
        "curious",
        "import os\n"
        "def handler(event, context):\n"
        "    arguments = open('/proc/self/cmdline').read()\n"
        "    return [name for name in ('TOKEN', 'AWS_SECRET_ACCESS_KEY') if os.environ[name] in arguments]\n",
        Environment={"Variables": {"TOKEN": "not-for-everybody"}},
    )
    assert functions.invoke("curious").value == []


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("def handler(event, context):\n    raise KeyError('id')\n", ("KeyError", "'id'")),
        ("def handler(event, context):\n    return {1}\n", ("Runtime.MarshalError", "Unable to marshal response: ")),
        ("import absent\n", ("Runtime.ImportModuleError", "Unable to import module 'main': No module named 'absent'")),
        ("def handler(:\n", ("Runtime.UserCodeSyntaxError", "Syntax error in module 'main': invalid syntax")),
        ("other = 1\n", ("Runtime.HandlerNotFound", "Handler 'handler' missing on module 'main'")),
        ("raise ValueError('not configured')\n", ("ValueError", "not configured")),
        ("import os\ndef handler(event, context):\n    os._exit(3)\n", ("Runtime.ExitError", "RequestId: ")),
    ],
)
def test_error_is_answered_and_logged(functions: Functions, code: str, expected: tuple[str, str]) -> None:
    functions.create("broken", code)
    # The second time too: the process that ended is replaced.
    for _ in range(2):
        result = functions.invoke("broken")
        assert (result.error, result.value["errorType"]) == ("Unhandled", expected[0])
        assert result.value["errorMessage"].startswith(expected[1])
        assert result.value["errorMessage"] in result.log


def test_function_that_takes_too_long_is_ended(functions: Functions) -> None:
    functions.create(
        "slow", "import time\ndef handler(event, context):\n    time.sleep(event)\n    return 'done'\n", Timeout=2
    )
    result = functions.invoke("slow", 60)
    assert (result.error, result.value["errorType"]) == ("Unhandled", "Sandbox.Timedout")
    assert result.value["errorMessage"].endswith("Error: Task timed out after 2.00 seconds")
    assert functions.invoke("slow", 0).value == "done"


def test_versions_and_aliases_keep_their_code(functions: Functions) -> None:
    functions.create("orders", "def handler(event, context):\n    return 'first'\n")
    functions.client.publish_version(FunctionName="orders")
    functions.client.create_alias(FunctionName="orders", Name="live", FunctionVersion="1")
    code = archive({"main.py": "def handler(event, context):\n    return 'second'\n"})
    functions.client.update_function_code(FunctionName="orders", ZipFile=code)
    functions.await_state("orders", "LastUpdateStatus", "Successful")

    answers = [functions.invoke("orders", Qualifier=each) for each in ("live", "1", "$LATEST")]

    assert [(each.value, each.version) for each in answers] == [("first", "1"), ("first", "1"), ("second", "$LATEST")]


def test_update_lets_an_invocation_end_by_itself(functions: Functions, tmp_path: Path) -> None:
    functions.create(
        "slow",
        "import pathlib\n"
        "def handler(event, context):\n"
        "    pathlib.Path(event, 'began').touch()\n"
        "    while not pathlib.Path(event, 'end').exists():\n"
        "        pass\n"
        "    return 'old'\n",
    )
    with ThreadPoolExecutor(1) as pool:
        old = pool.submit(functions.invoke, "slow", str(tmp_path))
        until((tmp_path / "began").exists, bool)
        code = archive({"main.py": "def handler(event, context):\n    return 'new'\n"})
        functions.client.update_function_code(FunctionName="slow", ZipFile=code)
        functions.await_state("slow", "LastUpdateStatus", "Successful")
        assert functions.invoke("slow").value == "new"
        (tmp_path / "end").touch()
        assert old.result().value == "old"


def test_new_configuration_is_used(functions: Functions) -> None:
    functions.create("orders", "import os\ndef handler(event, context):\n    return os.environ.get('TABLE')\n")
    assert functions.invoke("orders").value is None
    functions.client.update_function_configuration(FunctionName="orders", Environment={"Variables": {"TABLE": "new"}})
    functions.await_state("orders", "LastUpdateStatus", "Successful")
    assert functions.invoke("orders").value == "new"


def test_logs_are_in_cloudwatch(functions: Functions) -> None:
    functions.create("orders", "def handler(event, context):\n    print('order', event)\n")
    functions.client.invoke(FunctionName="orders", InvocationType="Event", Payload=b"7")
    logs = functions.account.client("logs")

    def messages() -> list[str]:
        if not logs.describe_log_groups(logGroupNamePrefix="/aws/lambda/orders")["logGroups"]:
            return []
        return [each["message"] for each in logs.filter_log_events(logGroupName="/aws/lambda/orders")["events"]]

    found = until(messages, lambda some: any(each.startswith("REPORT") for each in some))
    assert [each for each in found if each == "order 7\n"] == ["order 7\n"]


def test_invocations_at_once_have_processes_of_their_own(functions: Functions, tmp_path: Path) -> None:
    functions.create(
        "together",
        "import os, pathlib\n"
        "def handler(event, context):\n"
        "    here = pathlib.Path(event)\n"
        "    (here / str(os.getpid())).touch()\n"
        f"    while len(list(here.iterdir())) < {AT_ONCE}:\n"
        "        pass\n"
        "    return os.getpid()\n",
    )
    with ThreadPoolExecutor(AT_ONCE) as pool:
        pids = set(pool.map(lambda _: functions.invoke("together", str(tmp_path)).value, range(AT_ONCE)))
    assert pids == {int(each.name) for each in tmp_path.iterdir()}


def test_function_brings_its_own_runtime(functions: Functions) -> None:
    bootstrap = (
        "#!/bin/sh\n"
        "while true; do\n"
        "  headers=$(mktemp)\n"
        '  api="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation"\n'
        '  event=$(curl -sS -D "$headers" "$api/next") || exit\n'
        "  id=$(grep -i aws-request-id \"$headers\" | tr -d '\\r' | cut -d' ' -f2)\n"
        '  curl -sS -o /dev/null -d "[$event, \\"$_HANDLER\\"]" "$api/$id/response"\n'
        "done\n"
    )
    functions.create("own", {"bootstrap": bootstrap}, Runtime="provided.al2023", Handler="any.thing")
    assert functions.invoke("own", {"n": 1}).value == [{"n": 1}, "any.thing"]


def test_function_without_bootstrap_is_an_error(functions: Functions) -> None:
    functions.create("own", {"other": ""}, Runtime="provided.al2023")
    result = functions.invoke("own")
    assert (result.error, result.value["errorType"]) == ("Unhandled", "Runtime.InvalidEntrypoint")
    assert "Couldn't find valid bootstrap(s)" in result.value["errorMessage"]


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
@pytest.mark.parametrize(
    ("name", "code", "expected"),
    [
        ("index.js", "exports.handler = async (event, context) => [event, context.functionName];\n", [7, "js"]),
        ("index.mjs", "export const handler = async (event) => [event];\n", [7]),
        ("index.js", "exports.handler = (event, context, done) => setTimeout(() => done(null, event), 1);\n", 7),
        ("index.js", "exports.handler = () => {};\n", None),
    ],
)
def test_function_in_javascript_answers(functions: Functions, name: str, code: str, expected: Any) -> None:
    functions.create("js", {name: code}, Runtime="nodejs22.x", Handler="index.handler")
    assert [functions.invoke("js", 7).value for _ in range(2)] == [expected, expected]


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("exports.handler = async () => { throw new TypeError('no'); };\n", "TypeError"),
        ("exports.other = 1;\n", "Runtime.HandlerNotFound"),
        ("exports.handler = (;\n", "Runtime.UserCodeSyntaxError"),
        ("require('absent');\n", "Runtime.ImportModuleError"),
        ("exports.handler = async () => process.exit(4);\n", "Runtime.ExitError"),
        (
            "exports.handler = async () => { Promise.reject(new Error('lost')); await new Promise(() => {}); };\n",
            "Runtime.UnhandledPromiseRejection",
        ),
    ],
)
def test_error_in_javascript_is_answered(functions: Functions, code: str, kind: str) -> None:
    functions.create("js", {"index.js": code}, Runtime="nodejs22.x", Handler="index.handler")
    result = functions.invoke("js")
    assert (result.error, result.value["errorType"]) == ("Unhandled", kind)


@pytest.mark.parametrize("runtime", ["java21", "dotnet8", "ruby3.3"])
def test_runtime_that_does_not_run_here_is_refused(functions: Functions, runtime: str) -> None:
    refused = refusal(functions.create, "other", Runtime=runtime)
    message = (
        f"Runtime {runtime} does not run in this LocalStack, which runs functions without Docker. "
        "Use one of the runtimes python3.x, nodejs (with `node` on PATH) and provided.*."
    )
    assert refused == ("InvalidParameterValueException", message)


def test_container_image_is_refused(functions: Functions) -> None:
    image = {"PackageType": "Image", "Code": {"ImageUri": "000000000000.dkr.ecr.us-east-1.amazonaws.com/a:b"}}
    refused = refusal(
        functions.client.create_function, FunctionName="a", Role="arn:aws:iam::000000000000:role/a", **image
    )
    assert refused.code == "InvalidParameterValueException"
    assert refused.message.startswith("Container images do not run in this LocalStack")


def test_update_to_a_runtime_that_does_not_run_here_is_refused(functions: Functions) -> None:
    functions.create("orders")
    update = functions.client.update_function_configuration
    assert refusal(update, FunctionName="orders", Runtime="java21").code == "InvalidParameterValueException"
    assert functions.invoke("orders", 7).value == 7


def test_code_comes_from_a_bucket(functions: Functions) -> None:
    s3 = functions.account.client("s3")
    bucket = f"code-{functions.account.id}"
    s3.create_bucket(Bucket=bucket)
    s3.put_object(Bucket=bucket, Key="orders.zip", Body=archive({"main.py": ECHO}))
    functions.create("orders", Code={"S3Bucket": bucket, "S3Key": "orders.zip"})
    assert functions.invoke("orders", 7).value == 7


def test_layers_are_found_the_last_one_first(functions: Functions) -> None:
    arns = [
        functions.client.publish_layer_version(LayerName=name, Content={"ZipFile": archive(files)})["LayerVersionArn"]
        for name, files in (
            ("first", {"python/shared.py": "name = 'first'\n", "python/only.py": "name = 'only'\n"}),
            ("second", {"python/shared.py": "name = 'second'\n"}),
        )
    ]
    functions.create(
        "layered", "import only, shared\ndef handler(*_):\n    return [shared.name, only.name]\n", Layers=arns
    )
    assert functions.invoke("layered").value == ["second", "only"]


@pytest.mark.parametrize("end", ["function", "account"])
def test_process_ends_with_its_function(functions: Functions, end: str) -> None:
    functions.create(
        "orders", "import os\ndef handler(event, context):\n    return [os.getpid(), os.environ['TMPDIR']]\n"
    )
    pid, temporary = functions.invoke("orders").value
    if end == "function":
        functions.client.delete_function(FunctionName="orders")
    else:
        functions.account.http("DELETE", f"accounts/{functions.account.id}")
    until(lambda: is_running(pid) or Path(temporary).exists(), lambda left: not left)


def is_running(pid: int) -> bool:
    """Return whether a process exists; its parent, LocalStack, lets go of those that have ended."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
