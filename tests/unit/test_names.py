"""Words, cases and reserved words."""

from __future__ import annotations

import keyword
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specloom.names import (
    KEYWORDS,
    article,
    class_name,
    column,
    columns,
    identifier,
    pascal,
    plural,
    singular,
    snake,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("displayName", "display_name"),
        ("display_name", "display_name"),
        ("display-name", "display_name"),
        ("DisplayName", "display_name"),
        ("DISPLAY_NAME", "display_name"),
        ("spec.cloud", "spec_cloud"),
        ("page[size]", "page_size"),
        ("HTTPServer", "http_server"),
        ("parseHTTPResponse", "parse_http_response"),
        ("ID", "id"),
        ("userID", "user_id"),
        ("userIDs", "user_ids"),
        ("URLsOfAPIs", "urls_of_apis"),
        ("DNSserver", "dn_sserver"),
        ("OAuth2Token", "oauth2_token"),
        ("listenIPv4", "listen_ipv4"),
        ("oAuth2", "oauth2"),
        ("photoAuth", "photo_auth"),
        ("v1", "v1"),
        ("oauth2", "oauth2"),
        ("oauth2Token", "oauth2_token"),
        ("x509Certificate", "x509_certificate"),
        ("2nd", "2nd"),
        ("listPimV2Integrations", "list_pim_v2_integrations"),
        ("@type", "type"),
        ("$ref", "ref"),
        ("größe", "grosse"),
        ("naïve", "naive"),
        ("ﬁle", "file"),
        ("名前", ""),
        ("", ""),
        ("__init__", "init"),
        (" a  b ", "a_b"),
    ],
)
def test_words_become_snake_case(text: str, expected: str) -> None:
    assert snake(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("object_reference", "ObjectReference"),
        ("objectReference", "ObjectReference"),
        ("IPRange", "IPRange"),
        ("pim.v2.Integration", "PimV2Integration"),
        ("display-name", "DisplayName"),
        ("oauth2_token", "Oauth2Token"),
        ("名前", ""),
    ],
)
def test_words_become_pascal_case(text: str, expected: str) -> None:
    assert pascal(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("class", "class_"),
        ("from", "from_"),
        ("match", "match_"),
        ("case", "case_"),
        ("type", "type"),
        ("id", "id"),
        ("None", "none"),
        ("async", "async_"),
        ("print", "print_"),
        ("2nd", "field_2nd"),
        ("", "field_"),
        ("名前", "field_"),
        ("_", "field_"),
    ],
)
def test_an_identifier_is_no_keyword(text: str, expected: str) -> None:
    assert identifier(text, otherwise="field_") == expected


@pytest.mark.parametrize("word", ["none", "true", "false", "None", "TRUE"])
def test_a_class_is_no_keyword(word: str) -> None:
    name = class_name(word, otherwise="Model")
    assert not keyword.iskeyword(name)


@given(st.text())
def test_any_text_gives_valid_names(text: str) -> None:
    for name in (
        identifier(text, otherwise="field_"),
        class_name(text, otherwise="Model"),
    ):
        assert name.isidentifier()
        assert name.isascii()
        assert name not in KEYWORDS
        assert not keyword.iskeyword(name)
        assert unicodedata.normalize("NFKC", name) == name


@given(st.text())
def test_a_name_is_the_name_of_itself(text: str) -> None:
    once = identifier(text, otherwise="field_")
    assert identifier(once, otherwise="field_").strip("_") == once.strip("_")


def test_the_keywords_are_those_of_every_python_that_we_know() -> None:
    assert {"match", "case", "async", "await", "None", "print", "exec"} <= KEYWORDS
    assert set(keyword.kwlist) <= KEYWORDS
    assert "type" not in KEYWORDS


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("pet", "pets"),
        ("integration", "integrations"),
        ("policy", "policies"),
        ("key", "keys"),
        ("address", "addresses"),
        ("box", "boxes"),
        ("batch", "batches"),
        ("bus", "buses"),
        ("status", "statuses"),
        ("ApiKey", "ApiKeys"),
        ("size", "sizes"),
        ("house", "houses"),
        ("response", "responses"),
        ("cause", "causes"),
        ("cache", "caches"),
        ("analysis", "analyses"),
        ("index", "indexes"),
    ],
)
def test_one_and_many(one: str, many: str) -> None:
    assert (plural(one), singular(many)) == (many, one)


@pytest.mark.parametrize("word", ["pets", "policies", "news", "settings"])
def test_what_is_many_stays(word: str) -> None:
    assert plural(word) == word


@pytest.mark.parametrize("word", ["status", "address", "data", "metadata", "bus"])
def test_what_is_one_stays(word: str) -> None:
    assert singular(word) == word


@pytest.mark.parametrize(
    ("noun", "expected"),
    [
        ("integration", "an"),
        ("pet", "a"),
        ("hour", "an"),
        ("user", "a"),
        ("unit", "a"),
        ("URL", "a"),
        ("uncle", "an"),
        ("event", "an"),
        ("API", "an"),
        ("", "a"),
    ],
)
def test_a_noun_has_its_article(noun: str, expected: str) -> None:
    assert article(noun) == expected


@pytest.mark.parametrize(
    ("wire", "expected"),
    [
        ("VPCId", "vpc_id"),
        ("VpcId", "vpc_id"),
        ("DBInstanceArn", "db_instance_arn"),
        ("DBInstanceARNs", "db_instance_arns"),
        ("ARNs", "_arns"),
        ("TargetGroupARNs", "target_group_arns"),
        ("SecurityGroupIds", "security_group_ids"),
        ("IPv6CIDR", "i_pv_6_cidr"),
        ("Ipv6CidrBlock", "ipv_6_cidr_block"),
        ("S3Bucket", "s3_bucket"),
        ("S3", "s3"),
        ("HTTPEndpoint", "http_endpoint"),
        ("OAuth2Flow", "o_auth_2_flow"),
        ("KmsKeyId", "kms_key_id"),
        ("KMSKeyId", "kms_key_id"),
        ("ContentMD5", "content_md5"),
        ("Sha256", "sha_256"),
        ("enableDnsHostnames", "enable_dns_hostnames"),
        ("Name", "name"),
        ("already_snake", "already_snake"),
        ("Mixed_Case", "Mixed_Case"),
        ("openai-organization", "openai_organization"),
        ("X-Amz-Date", "x_amz_date"),
        ("-leading-", "leading"),
        ("", ""),
    ],
)
def test_a_column_is_called_as_the_engine_calls_it(wire: str, expected: str) -> None:
    assert column(wire) == expected


def test_columns_differ() -> None:
    found = columns(["Name", "VPCId", "VpcSet", "vpcSet", "Region"], ["region"])
    assert found["Name"] == "name"
    assert found["VPCId"] == "vpc_id"
    assert len({name.lower() for name in found.values()} | {"region"}) == 6


@given(st.lists(st.text("aAbB1-", max_size=4), max_size=8))
def test_columns_differ_whatever_the_names(wires: list[str]) -> None:
    found = columns(wires, ["a", "region"])
    assert list(found) == list(dict.fromkeys(wires))
    lowered = [name.lower() for name in found.values()]
    assert len(set(lowered)) == len(lowered)
    assert not set(lowered) & {"a", "region"}
