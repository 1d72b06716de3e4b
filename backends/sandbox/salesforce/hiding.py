"""What the user may not see: it looks as if it were not there, and the org does not say which."""

from collections.abc import Collection, Iterable

from msgspec import structs

from backends.sandbox.salesforce.schema import Schema, SObject


def without(schema: Schema, names: Iterable[str]) -> Schema:
    """The kinds and fields that are left without those of these names, such as `Contact` and `Account.PersonEmail`."""
    hidden = {name.casefold() for name in names}
    return {name: _seen(kind, hidden) for name, kind in schema.items() if name not in hidden}


def _seen(kind: SObject, hidden: Collection[str]) -> SObject:
    """No field leads to a hidden kind, nor is there a way back to one."""
    fields = {name: field for name, field in kind.fields.items() if f"{kind.name}.{name}".casefold() not in hidden}
    return structs.replace(
        kind,
        fields=fields,
        parents={
            way: field
            for way, field in kind.parents.items()
            if field.name.casefold() in fields and str(field.target).casefold() not in hidden
        },
        children={way: back for way, back in kind.children.items() if back.child.casefold() not in hidden},
    )
