"""Clusters: Ray's own readers take both files, and neither lets anybody in.

The manifest is read by the part of Ray that runs beside KubeRay's head, which knows groups and
resources. The operator's own schema is in no package; the fields that it requires are named here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import ray
from ray.autoscaler._private.kuberay.autoscaling_config import (
    _derive_autoscaling_config_from_ray_cr,
)
from ray.autoscaler._private.util import prepare_config, validate_config

from tests.deployments.recipes import documents, images

MACHINES = documents("ray/cluster.yaml")[0]
CLUSTER, CLAIM, DRIVER, FILMS = documents("ray/kuberay.yaml")
GROUPS = [CLUSTER["spec"]["headGroupSpec"], *CLUSTER["spec"]["workerGroupSpecs"]]


def containers() -> Iterator[dict[str, Any]]:
    for group in (*GROUPS, DRIVER["spec"]):
        yield from group["template"]["spec"]["containers"]


def test_ray_up_takes_the_machines() -> None:
    prepared = prepare_config(MACHINES)
    validate_config(prepared)
    (kind,) = prepared["available_node_types"].values()
    assert kind["max_workers"] == len(MACHINES["provider"]["worker_ips"])


def test_machines_start_without_the_dashboard_and_with_their_secrets_from_a_file_of_theirs() -> (
    None
):
    assert "--include-dashboard=false" in MACHINES["head_start_ray_commands"][-1]
    assert any(one.startswith("--env-file=") for one in MACHINES["docker"]["run_options"])
    assert not re.search(r"(TOKEN|SECRET\w*)=", str(MACHINES))


def test_rays_autoscaler_reads_the_manifest() -> None:
    named = {**CLUSTER, "metadata": {**CLUSTER["metadata"], "namespace": "default"}}
    derived = _derive_autoscaling_config_from_ray_cr(named)
    kinds = derived["available_node_types"]
    assert {name: kind["resources"].get("GPU", 0) for name, kind in kinds.items()} == {
        "headgroup": 0,
        "cpu": 0,
        "gpu": 1,
    }
    assert kinds["headgroup"]["resources"]["CPU"] == 0
    assert all(kind["resources"]["memory"] >= 4 * 1024**3 for kind in kinds.values())


def test_the_manifest_has_what_the_operator_requires() -> None:
    assert (CLUSTER["apiVersion"], CLUSTER["kind"]) == ("ray.io/v1", "RayCluster")
    assert CLUSTER["spec"]["rayVersion"] == ray.__version__
    for group in GROUPS:
        assert all(isinstance(value, str) for value in group["rayStartParams"].values())
    for group in GROUPS[1:]:
        assert group["minReplicas"] <= group["replicas"] <= group["maxReplicas"]
        assert group["groupName"]
    assert (DRIVER["apiVersion"], DRIVER["kind"]) == ("apps/v1", "Deployment")
    labels = DRIVER["spec"]["template"]["metadata"]["labels"]
    assert DRIVER["spec"]["selector"]["matchLabels"] == labels
    assert CLAIM["kind"] == "PersistentVolumeClaim"


def test_the_driver_is_looked_after_by_its_own_word_and_ends_in_order() -> None:
    pod = DRIVER["spec"]["template"]["spec"]
    (box,) = pod["containers"]
    for probe in ("readinessProbe", "livenessProbe"):
        assert "/health" in box[probe]["exec"]["command"][-1]
    assert pod["terminationGracePeriodSeconds"] >= 60
    assert FILMS["spec"]["selector"] == DRIVER["spec"]["selector"]["matchLabels"]


def test_every_volume_that_is_mounted_is_there() -> None:
    for group in (*GROUPS, DRIVER["spec"]):
        pod = group["template"]["spec"]
        there = {volume["name"] for volume in pod["volumes"]}
        mounted = {one["name"] for box in pod["containers"] for one in box["volumeMounts"]}
        assert mounted == there


def test_every_container_has_limits_and_no_rights() -> None:
    assert len(list(containers())) == 4
    for box in containers():
        assert {"cpu", "memory"} <= box["resources"]["limits"].keys()
        assert box["resources"]["requests"].keys() == box["resources"]["limits"].keys()
        assert box["securityContext"]["allowPrivilegeEscalation"] is False
    for group in (*GROUPS, DRIVER["spec"]):
        assert group["template"]["spec"]["securityContext"]["runAsNonRoot"] is True


def test_every_container_of_ray_asks_for_a_token_that_a_secret_holds() -> None:
    told = [CLUSTER["spec"]["autoscalerOptions"]["env"], *(box["env"] for box in containers())]
    for environment in told:
        by_name = {one["name"]: one for one in environment}
        assert by_name["RAY_AUTH_MODE"]["value"] == "token"
        reference = by_name["RAY_AUTH_TOKEN"]["valueFrom"]["secretKeyRef"]
        assert reference == {"name": "callsheet-ray", "key": "auth_token"}


def test_nothing_is_served_beyond_the_cluster() -> None:
    kinds = {document["kind"] for document in (CLUSTER, CLAIM, DRIVER, FILMS)}
    assert kinds == {"RayCluster", "PersistentVolumeClaim", "Deployment", "Service"}
    assert "type" not in FILMS["spec"]  # ClusterIP
    assert "headService" not in CLUSTER["spec"]["headGroupSpec"]
    assert CLUSTER["spec"]["headGroupSpec"]["rayStartParams"]["include-dashboard"] == "false"


@pytest.mark.parametrize("document", [MACHINES, CLUSTER, DRIVER])
def test_every_image_is_of_a_stated_version(document: dict[str, Any]) -> None:
    found = list(images(document))
    assert found
    assert all(re.fullmatch(r"callsheet:\d+\.\d+\.\d+(-gpu)?", image) for image in found)
