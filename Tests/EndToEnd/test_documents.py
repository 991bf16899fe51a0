"""The machine-readable documents are what they claim to be."""

import yaml
from gateway import ROOT
from openapi_spec_validator import validate


def test_the_admin_api_is_openapi():
    validate(yaml.safe_load((ROOT / "docs/openapi.yaml").read_text()))


def test_the_boards_protocol_is_asyncapi_with_references_that_exist():
    document = yaml.safe_load((ROOT / "docs/asyncapi.yaml").read_text())
    assert document["asyncapi"].startswith("3.")

    def check(node):
        if isinstance(node, dict):
            if "$ref" in node:
                target = document
                for step in node["$ref"].removeprefix("#/").split("/"):
                    assert step in target, f"{node['$ref']} does not exist"
                    target = target[step]
            for child in node.values():
                check(child)
        elif isinstance(node, list):
            for child in node:
                check(child)

    check(document)
