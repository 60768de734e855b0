"""What a CloudFormation type says of itself."""

from __future__ import annotations

from dataclasses import dataclass

from specloom.ir.values import PropertyPath


@dataclass(frozen=True)
class Tagging:
    """Whether and how things of a CloudFormation type are tagged (``tagging``).

    Attributes:
        taggable: They can have tags at all.
        on_create: They can be given when it is created.
        updatable: They can be changed later.
        system_tags: CloudFormation adds tags of its own (``aws:cloudformation:...``).
        property: Path of the property that holds them; empty where none does.
        permissions: IAM actions that tagging needs.
    """

    taggable: bool = True
    on_create: bool = True
    updatable: bool = True
    system_tags: bool = True
    property: PropertyPath = ()
    permissions: tuple[str, ...] = ()


@dataclass(frozen=True)
class CloudControl:
    """What a CloudFormation type says of itself, for AWS Cloud Control.

    The operations of its resource are an idealised API: Cloud Control takes them as
    requests of its own with the type's name, a desired state and an identifier.

    Attributes:
        type_name: ``AWS::Connect::IntegrationAssociation``.
        identifiers: ``primaryIdentifier``: properties whose values, joined by ``|`` in
            this order, are the identifier of a thing.
        additional_identifiers: Other sets of properties that identify a thing.
        conditional_create_only: Properties whose change may replace the thing.
        tagging: None where the type does not say.
        is_global: The service has one endpoint for all regions: `home_region`.
        home_region: Where a global service is served; empty for the others.
        replacement_strategy: ``create_then_delete``, ``delete_then_create`` or empty.
        documentation_url: Where the publisher explains it, or empty.
        source_url: Where its source is, or empty.
    """

    type_name: str
    identifiers: tuple[PropertyPath, ...] = ()
    additional_identifiers: tuple[tuple[PropertyPath, ...], ...] = ()
    conditional_create_only: tuple[PropertyPath, ...] = ()
    tagging: Tagging | None = None
    is_global: bool = False
    home_region: str = ""
    replacement_strategy: str = ""
    documentation_url: str = ""
    source_url: str = ""
