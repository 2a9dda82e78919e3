"""Layers: packaged like functions, published only where they differ, and kept for as long as somebody needs them."""

from __future__ import annotations

import base64
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.support import wheels
from tests.support.emulators import REGION, Emulator
from tests.support.functions import hello
from tests.support.wire import Wire
from tests.support.workspaces import Declare, actions, applied, nothing, planned
from touchdown import destroy
from touchdown.aws.lambda_.packaging import sending, with_layers
from touchdown.model.errors import AccountError, DeclarationError, NotOurs

HELLO = hello()
LAYER = "eu-west-1/lambda_layer.libs"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "libs").mkdir()
    (tmp_path / "libs" / "prices.py").write_text("VAT = 19\n")
    return tmp_path / "libs"


def layer(folder: Path, **fields: Any) -> Declare:
    return lambda aws: aws.add_layer(name="libs", code=folder, **fields)


def used(folder: Path, **fields: Any) -> Declare:
    def declare(aws: Any) -> Any:
        made = layer(folder, **fields)(aws)
        aws.add_lambda_function(name="worker", code=HELLO, layers=[made], keep_versions=2)
        return made

    return declare


def versions(emulator: Emulator) -> list[int]:
    found = emulator.client("lambda").list_layer_versions(LayerName="libs")["LayerVersions"]
    return sorted(one["Version"] for one in found)


def attached(emulator: Emulator) -> list[str]:
    found = emulator.client("lambda").get_function_configuration(FunctionName="worker")
    return [one["Arn"].rpartition(":layer:")[2] for one in found.get("Layers", ())]


def test_a_layer_is_published_only_where_its_content_differs(ministack: Emulator, wire: Wire, folder: Path) -> None:
    declare = used(folder, description="Prices")
    applied(ministack, declare)
    assert attached(ministack) == ["libs:1"]
    (found,) = ministack.client("lambda").list_layer_versions(LayerName="libs")["LayerVersions"]
    assert found["Description"].startswith("Prices [touchdown shop eu-west-1 ")
    assert (found["CompatibleRuntimes"], found["CompatibleArchitectures"]) == (["python3.13"], ["x86_64"])
    assert actions(planned(ministack, declare)) == {}
    wire.forget()
    applied(ministack, declare)
    assert wire.writes() == []
    # The function follows in the same apply.
    (folder / "prices.py").write_text("VAT = 20\n")
    applied(ministack, declare)
    assert attached(ministack) == ["libs:2"]
    assert actions(planned(ministack, declare)) == {}


def test_an_unchanged_layer_costs_a_plan_two_calls(emulator: Emulator, wire: Wire, folder: Path) -> None:
    applied(emulator, layer(folder))
    wire.forget()
    planned(emulator, layer(folder))
    assert [name for name in wire.names() if name.startswith("lambda:")] == [
        "lambda:ListLayers",
        "lambda:GetLayerVersionPolicy",
    ]


def test_the_files_are_where_their_runtime_looks(moto: Emulator, wire: Wire, folder: Path) -> None:
    def paths(**fields: Any) -> list[str]:
        wire.forget()
        applied(moto, layer(folder, **fields))
        (published,) = [call for call in wire.calls if call.name == "lambda:PublishLayerVersion"]
        content = base64.b64decode(published.parameters["Content"]["ZipFile"])
        return zipfile.ZipFile(io.BytesIO(content)).namelist()

    assert paths() == ["python/prices.py"]
    assert paths(runtimes=["nodejs22.x"]) == ["nodejs/node_modules/prices.py"]
    assert paths(runtimes=["provided.al2023"]) == ["prices.py"]
    (folder / "prices.py").rename(folder.parent / "prices.py")
    (folder / "python").mkdir()
    (folder.parent / "prices.py").rename(folder / "python" / "prices.py")
    assert paths() == ["python/prices.py"]


def test_a_function_imports_from_its_layers_and_from_nowhere_else(ministack: Emulator, folder: Path) -> None:
    app = folder.parent / "app"
    app.mkdir()
    (app / "main.py").write_text("import prices\n\ndef main(event, context):\n    return prices.VAT\n")

    def declare(*, with_layer: bool) -> Declare:
        def declared(aws: Any) -> None:
            made = layer(folder)(aws)
            layers = [made] if with_layer else None
            aws.add_lambda_function(name="worker", code=app, handler="main.main", layers=layers)

        return declared

    with pytest.raises(DeclarationError, match="prices is imported, and isn't in the package"):
        planned(ministack, declare(with_layer=False))
    applied(ministack, declare(with_layer=True))
    answer = ministack.client("lambda").invoke(FunctionName="worker")
    assert answer["Payload"].read() == b"19"


def test_a_layer_of_distributions_is_the_same_bytes_each_time(
    moto: Emulator, wire: Wire, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheels.wheel(wheels.only(tmp_path / "index", monkeypatch), "nail")

    def declare(aws: Any) -> None:
        made = aws.add_layer(name="libs", requirements=["nail"])
        aws.add_lambda_function(name="worker", code=HELLO, layers=[made])

    applied(moto, declare)
    (published,) = [call for call in wire.calls if call.name == "lambda:PublishLayerVersion"]
    content = base64.b64decode(published.parameters["Content"]["ZipFile"])
    assert "python/nail.py" in zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert actions(planned(moto, declare)) == {}


def test_a_large_layer_goes_through_s3(
    ministack: Emulator, wire: Wire, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "MOST_IN_A_CALL", 10)
    applied(ministack, layer(folder))
    (published,) = [call for call in wire.calls if call.name == "lambda:PublishLayerVersion"]
    assert published.parameters["Content"].keys() == {"S3Bucket", "S3Key"}
    assert versions(ministack) == [1]
    assert actions(planned(ministack, layer(folder))) == {}


# FUNCTION.md, 17.
def test_a_function_and_its_layers_are_measured_together(
    moto: Emulator, wire: Wire, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(with_layers, "MOST_UNPACKED", 50)
    with pytest.raises(DeclarationError, match=r"and its layers are .* bytes unpacked, and Lambda takes 50 together"):
        planned(moto, used(folder))
    assert wire.names() == []


# FAULTS.md, 20. On moto: MiniStack lists no versions of functions.
def test_old_versions_go_but_those_that_a_version_of_a_function_has(moto: Emulator, folder: Path) -> None:
    for number in range(5):
        (folder / "prices.py").write_text(f"VAT = {number}\n")
        applied(moto, used(folder, keep_versions=1))
    # The function keeps two versions, and old layers are looked at before its next version is published.
    assert versions(moto) == [3, 4, 5]


def test_a_layer_is_shared_with_each_version_again(emulator: Emulator, folder: Path) -> None:
    client = emulator.client("lambda")
    shared = layer(folder, share_with=["210987654321"], keep_versions=1)
    applied(emulator, shared)
    assert actions(planned(emulator, shared)) == {}
    (folder / "prices.py").write_text("VAT = 20\n")
    applied(emulator, shared)
    assert "210987654321" in client.get_layer_version_policy(LayerName="libs", VersionNumber=2)["Policy"]
    assert versions(emulator) == [1, 2]  # the first is shared, and stays
    applied(emulator, layer(folder, keep_versions=1))
    for number in (1, 2):
        with pytest.raises(client.exceptions.ResourceNotFoundException):
            client.get_layer_version_policy(LayerName="libs", VersionNumber=number)
    assert actions(planned(emulator, layer(folder, keep_versions=1))) == {}


def test_layers_go_with_their_workspace_and_when_nothing_has_them(ministack: Emulator, folder: Path) -> None:
    def other(aws: Any) -> None:
        made = aws.add_layer(name="other", code=folder)
        aws.add_lambda_function(name="worker", code=HELLO, layers=[made], publish=False)

    applied(ministack, layer(folder))
    applied(ministack, other)  # the list is read for the other one
    assert versions(ministack) == []
    made = applied(ministack, used(folder))
    assert destroy(made).complete
    assert versions(ministack) == []
    assert actions(planned(ministack, nothing)) == {}


def test_a_layer_that_old_versions_of_a_function_have_is_left_with_a_note(moto: Emulator, folder: Path) -> None:
    def without(aws: Any) -> None:
        aws.add_lambda_function(name="worker", code=HELLO)

    applied(moto, used(folder))
    plan = planned(moto, without)
    (note,) = [note for change in plan.changes if change.address == LAYER for note in change.notes]
    assert "Version 1 stays: worker:1 has it." in note
    applied(moto, without)
    assert versions(moto) == [1]
    assert attached(moto) == []


def test_what_somebody_else_has_published_is_not_taken_for_ours(ministack: Emulator, folder: Path) -> None:
    client = ministack.client("lambda")
    content = {"ZipFile": b"PK\x05\x06" + bytes(18)}
    client.publish_layer_version(LayerName="libs", Content=content)
    with pytest.raises(NotOurs):
        planned(ministack, layer(folder))
    applied(ministack, layer(folder), adopt=["all"])
    assert versions(ministack) == [1, 2]
    client.publish_layer_version(LayerName="libs", Content=content)
    assert actions(planned(ministack, layer(folder))) == {}  # ours is still what functions have


def test_a_layer_that_exists_is_named(ministack: Emulator) -> None:
    def declare(version: int | None) -> Declare:
        def declared(aws: Any) -> None:
            theirs = aws.get_layer(name="theirs", version=version)
            aws.add_lambda_function(name="worker", code=HELLO, layers=[theirs])

        return declared

    with pytest.raises(AccountError, match=r"lambda_layer\.theirs"):
        planned(ministack, declare(None))
    for _ in range(2):
        content = {"ZipFile": b"PK\x05\x06" + bytes(18)}
        ministack.client("lambda").publish_layer_version(LayerName="theirs", Content=content)
    applied(ministack, declare(1))
    assert attached(ministack) == ["theirs:1"]
    applied(ministack, declare(None))
    assert attached(ministack) == ["theirs:2"]
    assert not planned(ministack, declare(None)).to_do


# FUNCTION.md, 2.6: each call makes a version.
def test_a_version_whose_answer_was_lost_is_found_again(ministack: Emulator, wire: Wire, folder: Path) -> None:
    wire.drop("lambda:PublishLayerVersion", when="after")
    applied(ministack, layer(folder))
    assert versions(ministack) == [1]


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "nothing in it": ({"code": None}, "code= or requirements= is needed"),
    "no such folder": ({"code": "nowhere"}, 'code= "nowhere" is no path that exists'),
    "an ARN": ({"name": f"arn:aws:lambda:{REGION}:123456789012:layer:libs"}, "name= is an ARN: give the name alone"),
    "a language that there isn't": ({"runtimes": ["cobol"]}, "runtimes= is 'cobol', which AWS doesn't know"),
    "two languages": ({"runtimes": ["python3.13", "nodejs22.x"]}, "runtimes= has several languages"),
    "two processors for distributions": (
        {"requirements": ["six"], "architectures": ["arm64", "x86_64"]},
        "architectures= has 2 entries, and distributions are for a single one",
    ),
    "a processor that there isn't": ({"architectures": ["arm"]}, "architectures= is 'arm'"),
    "a long description": ({"description": "x" * 200}, "beside our mark there is room for"),
    "no versions": ({"keep_versions": 0}, "keep_versions= is 0, at least one has to stay"),
    "everybody": ({"share_with": ["*"]}, 'share_with= has "*", and takes numbers of accounts'),
}


@pytest.mark.parametrize(("fields", "said"), WRONG.values(), ids=WRONG)
def test_a_wrong_layer_is_refused_in_a_sentence_before_any_call(
    fields: dict[str, Any], said: str, moto: Emulator, wire: Wire, folder: Path
) -> None:
    given: dict[str, Any] = {"name": "libs", "code": folder, **fields}
    with pytest.raises(DeclarationError) as raised:
        planned(moto, lambda aws: aws.add_layer(**given))
    assert said in str(raised.value)
    assert wire.names() == []


def test_a_function_gets_no_layer_that_it_could_not_use(moto: Emulator, wire: Wire, folder: Path) -> None:
    def declare(aws: Any) -> None:
        made = aws.add_layer(name="libs", code=folder, architectures=["arm64"], runtimes=["python3.12"])
        aws.add_lambda_function(name="worker", code=HELLO, layers=[made, made])

    with pytest.raises(DeclarationError) as raised:
        planned(moto, declare)
    said = str(raised.value)
    assert "layers= has libs twice" in said
    assert "which is for arm64, and architecture= is x86_64" in said
    assert "which is for python3.12, and runtime= is python3.13" in said
    assert wire.names() == []
