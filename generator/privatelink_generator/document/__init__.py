"""YAML with positions, validation errors as file:line:column, and JSON Schema of any pydantic model."""
