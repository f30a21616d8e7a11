"""The edit that compiles the names of all services into the AWS provider.

The AWS provider reads them from 9,600 lines of HCL when it starts: half of the 0.13 s of processor that a start takes.
Terraform starts it two to four times a command. As Go's own data they need no reading.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from privatelink_harness.aws_provider.trimmed.edits import drop_unused_imports, unexpected

CODE = "names/names.go"
DATA = "names/data/names_data.hcl"

_READER = re.compile(
    r"^var serviceData map\[string\]serviceDatum\n(.*?)^func readHCLIntoServiceData\(\) error \{\n.*?^\}\n",
    re.MULTILINE | re.DOTALL,
)
_SERVICE = re.compile(
    r'^(?P<indent> *)(?:sub_)?service "(?P<name>\w+)" \{\n(?P<body>.*?)^(?P=indent)\}$', re.MULTILINE | re.DOTALL
)
_SUB_SERVICE = re.compile(r'^  sub_service "\w+" \{\n.*?^  \}$', re.MULTILINE | re.DOTALL)


def compile_in(code: str, data: str) -> str:
    """Return the code with the data as a Go map in place of the function that reads them.

    Parameters:
        code: text of `names.go`.
        data: text of `names_data.hcl`.

    Raises:
        HarnessError: one of them has another form.
    """
    if len(_READER.findall(code)) != 1:
        raise unexpected(CODE, "it does not read the names of services once")
    entries = "".join(f"\t{_quoted(name)}: {datum},\n" for name, datum in _services(data))
    made = f"var serviceData = map[string]serviceDatum{{\n{entries}}}\n"
    return drop_unused_imports(_READER.sub(lambda _: made, code), CODE)


def _services(data: str) -> Iterator[tuple[str, str]]:
    """Yield each service that `names.go` keeps: the name of its package, and a value of the type `serviceDatum`."""
    services = _SERVICE.findall(data)
    listed = [*services, *(part for _, _, body in services for part in _SERVICE.findall(body))]
    if not services or len(listed) != len(re.findall(r'^ *(?:sub_)?service "', data, re.MULTILINE)):
        raise unexpected(DATA, f"{len(listed)} services can be read")
    for _, name, body in listed:
        own = _SUB_SERVICE.sub("", body)
        if _is_set(own, "exclude") or (_is_set(own, "not_implemented") and not _is_set(own, "endpoint_only")):
            continue
        aliases = ", ".join(_quoted(each) for each in (name, *_listed(own, "aliases")))
        texts = {
            "brand": _text(own, "brand"),
            "humanFriendly": _text(own, "human_friendly"),
            "providerNameUpper": _text(own, "provider_name_upper"),
        }
        fields = ", ".join(f"{field}: {text}" for field, text in texts.items())
        yield name, f"{{aliases: []string{{{aliases}}}, {fields}}}"


def _is_set(body: str, key: str) -> bool:
    return re.search(rf"^ +{key} += true$", body, re.MULTILINE) is not None


def _text(body: str, key: str) -> str:
    """Return the value of a key as a Go string, which looks as it does in HCL; "" without the key."""
    return _value(body, key, r'"[^"\\$%]*"', "value") or '""'


def _listed(body: str, key: str) -> list[str]:
    """Return the list of texts that a key has."""
    return [str(each) for each in json.loads(_value(body, key, r"\[[^\]]*\]", "list") or "[]")]


def _value(body: str, key: str, form: str, called: str) -> str:
    """Return the value of a key, which must have the form; "" without the key.

    Parameters:
        called: what an error calls the value.
    """
    values = re.findall(rf"^ +{key} += ({form})$", body, re.MULTILINE)
    if len(values) != len(re.findall(rf"^ +{key} +=", body, re.MULTILINE)) or len(values) > 1:
        raise unexpected(DATA, f"the {called} of {key} can't be read")
    return str(values[0]) if values else ""


def _quoted(text: str) -> str:
    return json.dumps(text)
