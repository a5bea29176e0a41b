package dev.roster.core.objects;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The kinds that Roster knows: those of Kubernetes v1.36 that a user may write, and the two of the
/// Multi-Cluster Services API that serve names.
public final class Kinds {
  /// One served version of a kind.
  ///
  /// @param apiVersion `v1`, `apps/v1`
  /// @param plural as in REST paths: `statefulsets`
  /// @param singular `statefulset`
  /// @param shortNames `sts`; may be none
  /// @param namespaced whether its objects live in a namespace
  /// @param actedOn whether Roster acts on it; else it is accepted and kept
  public record Entry(
      Kind kind,
      String apiVersion,
      String plural,
      String singular,
      List<String> shortNames,
      boolean namespaced,
      boolean actedOn) {
    public Entry {
      shortNames = List.copyOf(shortNames);
    }

    /// The version alone: `v1`.
    public String version() {
      return apiVersion.substring(apiVersion.indexOf('/') + 1);
    }
  }

  // apiVersion Kind shortNames; behind "+" is acted on, behind "/" has no namespace.
  private static final String TABLE =
      """
      + v1 ConfigMap cm
      + v1 Endpoints ep
      + v1 Event ev
      + v1 PersistentVolumeClaim pvc
      + v1 Pod po
      + v1 Secret
      + v1 Service svc
      +/ v1 Namespace ns
      +/ v1 Node no
      + apps/v1 ControllerRevision
      + apps/v1 StatefulSet sts
      + discovery.k8s.io/v1 EndpointSlice
      + multicluster.x-k8s.io/v1alpha1 ServiceImport svcim
      . multicluster.x-k8s.io/v1alpha1 ServiceExport svcex
      . v1 LimitRange limits
      . v1 PodTemplate
      . v1 ReplicationController rc
      . v1 ResourceQuota quota
      . v1 ServiceAccount sa
      / v1 ComponentStatus cs
      / v1 PersistentVolume pv
      / admissionregistration.k8s.io/v1 MutatingAdmissionPolicy
      / admissionregistration.k8s.io/v1 MutatingAdmissionPolicyBinding
      / admissionregistration.k8s.io/v1 MutatingWebhookConfiguration
      / admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy
      / admissionregistration.k8s.io/v1 ValidatingAdmissionPolicyBinding
      / admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration
      / admissionregistration.k8s.io/v1beta1 MutatingAdmissionPolicy
      / admissionregistration.k8s.io/v1beta1 MutatingAdmissionPolicyBinding
      / admissionregistration.k8s.io/v1alpha1 MutatingAdmissionPolicy
      / admissionregistration.k8s.io/v1alpha1 MutatingAdmissionPolicyBinding
      / apiextensions.k8s.io/v1 CustomResourceDefinition crd,crds
      / apiregistration.k8s.io/v1 APIService
      . apps/v1 DaemonSet ds
      . apps/v1 Deployment deploy
      . apps/v1 ReplicaSet rs
      . autoscaling/v2 HorizontalPodAutoscaler hpa
      . autoscaling/v1 HorizontalPodAutoscaler hpa
      . batch/v1 CronJob cj
      . batch/v1 Job
      / certificates.k8s.io/v1 CertificateSigningRequest csr
      / certificates.k8s.io/v1beta1 ClusterTrustBundle
      / certificates.k8s.io/v1alpha1 ClusterTrustBundle
      . certificates.k8s.io/v1beta1 PodCertificateRequest
      . coordination.k8s.io/v1 Lease
      . coordination.k8s.io/v1beta1 LeaseCandidate
      . coordination.k8s.io/v1alpha2 LeaseCandidate
      . events.k8s.io/v1 Event ev
      / flowcontrol.apiserver.k8s.io/v1 FlowSchema
      / flowcontrol.apiserver.k8s.io/v1 PriorityLevelConfiguration
      / internal.apiserver.k8s.io/v1alpha1 StorageVersion
      . networking.k8s.io/v1 Ingress ing
      . networking.k8s.io/v1 NetworkPolicy netpol
      / networking.k8s.io/v1 IPAddress ip
      / networking.k8s.io/v1 IngressClass
      / networking.k8s.io/v1 ServiceCIDR
      / networking.k8s.io/v1beta1 IPAddress ip
      / networking.k8s.io/v1beta1 ServiceCIDR
      / node.k8s.io/v1 RuntimeClass
      . policy/v1 PodDisruptionBudget pdb
      . rbac.authorization.k8s.io/v1 Role
      . rbac.authorization.k8s.io/v1 RoleBinding
      / rbac.authorization.k8s.io/v1 ClusterRole
      / rbac.authorization.k8s.io/v1 ClusterRoleBinding
      / resource.k8s.io/v1 DeviceClass
      . resource.k8s.io/v1 ResourceClaim
      . resource.k8s.io/v1 ResourceClaimTemplate
      / resource.k8s.io/v1 ResourceSlice
      / resource.k8s.io/v1beta2 DeviceClass
      / resource.k8s.io/v1beta2 DeviceTaintRule
      . resource.k8s.io/v1beta2 ResourceClaim
      . resource.k8s.io/v1beta2 ResourceClaimTemplate
      / resource.k8s.io/v1beta2 ResourceSlice
      / resource.k8s.io/v1beta1 DeviceClass
      . resource.k8s.io/v1beta1 ResourceClaim
      . resource.k8s.io/v1beta1 ResourceClaimTemplate
      / resource.k8s.io/v1beta1 ResourceSlice
      / resource.k8s.io/v1alpha3 DeviceTaintRule
      / resource.k8s.io/v1alpha3 ResourcePoolStatusRequest
      / scheduling.k8s.io/v1 PriorityClass pc
      . scheduling.k8s.io/v1alpha2 PodGroup
      . scheduling.k8s.io/v1alpha2 Workload
      / storage.k8s.io/v1 CSIDriver
      / storage.k8s.io/v1 CSINode
      . storage.k8s.io/v1 CSIStorageCapacity
      / storage.k8s.io/v1 StorageClass sc
      / storage.k8s.io/v1 VolumeAttachment
      / storage.k8s.io/v1 VolumeAttributesClass vac
      / storage.k8s.io/v1beta1 VolumeAttributesClass vac
      / storagemigration.k8s.io/v1beta1 StorageVersionMigration
      """;

  private static final List<Entry> ALL = read();
  private static final Map<String, Entry> BY_VERSION = new HashMap<>();
  private static final Map<Kind, Entry> BY_KIND = new HashMap<>();
  private static final Map<String, Entry> BY_WORD = new HashMap<>();

  static {
    for (Entry entry : ALL) {
      BY_VERSION.put(entry.apiVersion() + " " + entry.kind().name(), entry);
      BY_KIND.putIfAbsent(entry.kind(), entry);
      for (String word : words(entry)) BY_WORD.putIfAbsent(word, entry);
    }
  }

  private Kinds() {}

  /// Every kind at each of its versions; what Roster acts on comes first.
  public static List<Entry> all() {
    return ALL;
  }

  /// The kind at exactly this version: `apps/v1`, `StatefulSet`.
  public static Optional<Entry> find(String apiVersion, String kind) {
    return Optional.ofNullable(BY_VERSION.get(apiVersion + " " + kind));
  }

  /// The kind at its preferred version.
  public static Optional<Entry> of(Kind kind) {
    return Optional.ofNullable(BY_KIND.get(kind));
  }

  /// What a person types for a kind: plural, singular or short name in any case, also with the
  /// group behind a dot (`sts`, `Services`, `statefulsets.apps`).
  public static Optional<Entry> named(String word) {
    return Optional.ofNullable(BY_WORD.get(word.toLowerCase(Locale.ROOT)));
  }

  private static List<String> words(Entry entry) {
    List<String> words = new ArrayList<>(entry.shortNames());
    words.add(entry.plural());
    words.add(entry.singular());
    words.add(entry.plural() + "." + entry.kind().group());
    words.add(entry.plural() + "." + entry.version() + "." + entry.kind().group());
    return words;
  }

  private static List<Entry> read() {
    return TABLE.lines().map(line -> entry(line.split(" "))).toList();
  }

  private static Entry entry(String[] words) {
    List<String> shortNames = words.length > 3 ? List.of(words[3].split(",")) : List.of();
    String singular = words[2].toLowerCase(Locale.ROOT);
    return new Entry(
        Kind.of(words[1], words[2]),
        words[1],
        plural(singular),
        singular,
        shortNames,
        words[0].indexOf('/') < 0,
        words[0].indexOf('+') >= 0);
  }

  private static String plural(String singular) {
    if (singular.equals("endpoints")) return singular;
    if (singular.endsWith("s")) return singular + "es";
    if (!singular.endsWith("y")) return singular + "s";
    return singular.substring(0, singular.length() - 1) + "ies";
  }
}
