"""Context functions (DMN 1.5, table 80)."""

from __future__ import annotations

from minben.kernel.feel.builtins.registry import builtin
from minben.kernel.feel.values import Value

Members = dict[str, Value]


@builtin("get value", "m:context, key:string")
def get_value(members: Members, key: str) -> Value:
    """The entry's value."""
    return members.get(key)


@builtin("get entries", "m:context")
def get_entries(members: Members) -> Value:
    """The entries as a list of key and value."""
    return [{"key": key, "value": value} for key, value in members.items()]


@builtin("context", "entries:list")
def context(entries: list[Value]) -> Value:
    """A context from entries; null when a key is missing, twice there, or no text."""
    built: Members = {}
    for entry in entries:
        if not isinstance(entry, dict) or not isinstance(entry.get("key"), str) or "value" not in entry:
            return None
        if entry["key"] in built:
            return None
        built[entry["key"]] = entry["value"]
    return built


@builtin("context put", "context:context, key:string, value:any")
def context_put(members: Members, key: str, value: Value) -> Value:
    """The context with one entry added or replaced."""
    return {**members, key: value}


@builtin("context put", "context:context, keys:list, value:any")
def context_put_deep(members: Members, keys: list[Value], value: Value) -> Value:
    """The context with the entry at the end of a path of keys added or replaced."""
    if not keys or not all(isinstance(key, str) for key in keys):
        return None
    if len(keys) == 1:
        return {**members, keys[0]: value}
    inner = members.get(keys[0])
    deeper = context_put_deep(inner, keys[1:], value) if isinstance(inner, dict) else None
    return None if deeper is None else {**members, keys[0]: deeper}


@builtin("context merge", "contexts:list")
def context_merge(contexts: list[Value]) -> Value:
    """One context; later ones win."""
    merged: Members = {}
    for part in contexts:
        if not isinstance(part, dict):
            return None
        merged.update(part)
    return merged
