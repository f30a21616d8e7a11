"""Connections of AWS clients: whether a long invocation survives the idle timeout of an endpoint."""
