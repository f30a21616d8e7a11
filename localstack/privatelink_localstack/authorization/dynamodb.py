"""What the operations of DynamoDB need.

Source: DynamoDB guide, "DynamoDB API permissions: Actions, resources, and conditions reference".
"""

from __future__ import annotations

from collections.abc import Iterator

from privatelink_localstack.authorization.operations import Need, Operation, Resources, itself, named

_table = named("table/{}")
_TABLES = Resources(
    (
        ("TableName", _table),
        ("ResourceArn", itself),
        ("TableArn", itself),
        ("BackupArn", itself),
        ("ExportArn", itself),
        ("ImportArn", itself),
    ),
    frozenset({"DescribeLimits", "DescribeEndpoints", "ListTables", "ListBackups", "ListExports", "ListImports"}),
)
_BATCHES = frozenset({"BatchGetItem", "BatchWriteItem"})
_TRANSACTIONS = frozenset({"TransactGetItems", "TransactWriteItems"})
_PARTS = {
    "Get": "GetItem",
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
}
"""The action of each part of a transaction."""


def needs(operation: Operation) -> tuple[Need, ...] | None:
    """Return what an operation needs; None for statements of PartiQL, whose tables are in their texts."""
    if operation.name in _BATCHES:
        return tuple(
            Need(operation.action, _table(operation, each)) for each in operation.parameters.get("RequestItems") or ()
        )
    if operation.name in _TRANSACTIONS:
        return tuple(Need(*each) for each in dict.fromkeys(_of_transaction(operation)))
    found = _TABLES.needs(operation)
    index = operation.parameters.get("IndexName")
    if found and index:
        return tuple(Need(each.action, f"{each.resource}/index/{index}") for each in found)
    return found


def _of_transaction(operation: Operation) -> Iterator[tuple[str, str]]:
    """Yield the action and the table of each part."""
    for item in operation.parameters.get("TransactItems") or ():
        for part, action in _PARTS.items():
            if part in item:
                yield f"dynamodb:{action}", _table(operation, item[part].get("TableName", ""))
