#!/usr/bin/env python3
"""Writes the table of fields that Kubernetes' kinds have, from the schemas in a kubernetes-validate wheel.

Update command, in the repository's root:

    python3 -m pip download --no-deps -d target/fields kubernetes-validate==1.37.0
    python3 tools/fields.py target/fields/kubernetes_validate-1.37.0-py3-none-any.whl

The table is text, one line a kind and one line a type:

    kind v1 Service core.v1.Service
    type core.v1.ServicePort appProtocol:s name:s port!:i targetPort:x ...

A field is NAME, `!` if required, `:`, and its shape: s string, b boolean, i int32, l int64, n number,
y base64 bytes, t time, q quantity, x integer or string, a anything, @T the type T, [S an array of S,
{S a map of S. The last line is the SHA-256 of all lines above it: the table is not edited by hand.
"""
import hashlib
import json
import pathlib
import sys
import zipfile

KUBERNETES = "1.36.0"
OUT = "engine/src/main/resources/dev/roster/engine/objects/fields.txt"
DEFINITIONS = f"kubernetes_validate/kubernetes-json-schema/v{KUBERNETES}-local/_definitions.json"

# Requests and answers that have the form of objects; nobody writes them into a file.
NOT_STORED = {
    "Binding", "Eviction", "LocalSubjectAccessReview", "Scale", "SelfSubjectAccessReview",
    "SelfSubjectReview", "SelfSubjectRulesReview", "SubjectAccessReview", "TokenRequest", "TokenReview",
}
PREFIXES = [
    ("io.k8s.apimachinery.pkg.apis.meta.", "meta."),
    ("io.k8s.apiextensions-apiserver.pkg.apis.", ""),
    ("io.k8s.kube-aggregator.pkg.apis.", ""),
    ("io.k8s.api.", ""),
]
SCALARS = {
    "io.k8s.apimachinery.pkg.util.intstr.IntOrString": "x",
    "io.k8s.apimachinery.pkg.api.resource.Quantity": "q",
    "io.k8s.apimachinery.pkg.apis.meta.v1.Time": "t",
    "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime": "t",
}
# The Multi-Cluster Services API (KEP-1645) is no part of Kubernetes' own schemas.
MULTICLUSTER = """\
kind multicluster.x-k8s.io/v1alpha1 ServiceExport multicluster.v1alpha1.ServiceExport
kind multicluster.x-k8s.io/v1alpha1 ServiceImport multicluster.v1alpha1.ServiceImport
type multicluster.v1alpha1.ClusterStatus cluster!:s
type multicluster.v1alpha1.ServiceExport apiVersion:s kind:s metadata:@meta.v1.ObjectMeta spec:@multicluster.v1alpha1.ServiceExportSpec status:@multicluster.v1alpha1.ServiceExportStatus
type multicluster.v1alpha1.ServiceExportSpec exportedAnnotations:{s exportedLabels:{s
type multicluster.v1alpha1.ServiceExportStatus conditions:[@meta.v1.Condition
type multicluster.v1alpha1.ServiceImport apiVersion:s kind:s metadata:@meta.v1.ObjectMeta spec:@multicluster.v1alpha1.ServiceImportSpec status:@multicluster.v1alpha1.ServiceImportStatus
type multicluster.v1alpha1.ServiceImportSpec internalTrafficPolicy:s ipFamilies:[s ips:[s ports!:[@multicluster.v1alpha1.ServicePort sessionAffinity:s sessionAffinityConfig:@core.v1.SessionAffinityConfig trafficDistribution:s type!:s
type multicluster.v1alpha1.ServiceImportStatus clusters:[@multicluster.v1alpha1.ClusterStatus conditions:[@meta.v1.Condition
type multicluster.v1alpha1.ServicePort appProtocol:s name:s port!:i protocol:s
"""


def short(name):
    for prefix, instead in PREFIXES:
        if name.startswith(prefix):
            return instead + name[len(prefix):]
    raise SystemExit(f"no short name for {name}")


class Table:
    def __init__(self, definitions):
        self.definitions = definitions
        self.types = {}

    def shape(self, schema):
        """The shape of one schema; the types that it names are added to the table."""
        if "$ref" in schema:
            return self.named(schema["$ref"].split("/")[-1])
        kinds = schema.get("type", [])
        kind = next((k for k in ([kinds] if isinstance(kinds, str) else kinds) if k != "null"), None)
        form = schema.get("format", "")
        if kind == "string":
            return {"byte": "y", "date-time": "t"}.get(form, "s")
        if kind == "integer":
            return {"int32": "i", "int64": "l"}[form]
        if kind in ("boolean", "number"):
            return kind[0]
        if kind == "array":
            return "[" + self.shape(schema["items"])
        if kind == "object" and isinstance(schema.get("additionalProperties"), dict):
            return "{" + self.shape(schema["additionalProperties"])
        if kind in ("object", None) and "properties" not in schema:
            return "a"
        raise SystemExit(f"no shape for {schema}")

    def named(self, name):
        if name in SCALARS:
            return SCALARS[name]
        schema = self.definitions[name]
        if "properties" not in schema:
            return "a"
        if name not in self.types:
            self.types[name] = {}  # before its fields: types may hold themselves
            required = schema.get("required", [])
            for field, inner in schema["properties"].items():
                self.types[name][field + ("!" if field in required else "")] = self.shape(inner)
        return "@" + short(name)


def main(wheel):
    definitions = json.loads(zipfile.ZipFile(wheel).read(DEFINITIONS))["$defs"]
    table = Table(definitions)
    lines = MULTICLUSTER.splitlines()
    table.named("io.k8s.apimachinery.pkg.apis.meta.v1.Condition")
    for name, schema in definitions.items():
        properties = schema.get("properties", {})
        is_object = "apiVersion" in properties and "ObjectMeta" in json.dumps(properties.get("metadata", {}))
        for gvk in schema.get("x-kubernetes-group-version-kind", []) if is_object else []:
            if gvk["kind"] not in NOT_STORED:
                version = "/".join(filter(None, (gvk["group"], gvk["version"])))
                lines.append(f"kind {version} {gvk['kind']} {table.named(name)[1:]}")
    for name, fields in table.types.items():
        words = " ".join(f"{field}:{shape}" for field, shape in sorted(fields.items()))
        lines.append(f"type {short(name)} {words}")
    head = f"# Fields of Kubernetes {KUBERNETES}, generated by tools/fields.py from {pathlib.Path(wheel).name}\n"
    body = head + "\n".join(sorted(lines)) + "\n"
    digest = hashlib.sha256(body.encode()).hexdigest()
    pathlib.Path(OUT).write_text(body + f"# sha256 {digest}\n", encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(sys.argv[1])
