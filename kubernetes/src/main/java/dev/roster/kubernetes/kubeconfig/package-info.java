/// Reads kubeconfig files by fabric8, which is large: only in a process of its own that ends
/// ([dev.roster.kubernetes.kubeconfig.KubeconfigReader]). What it found comes back as a
/// [dev.roster.kubernetes.kubeconfig.Resolved], all that others may use of this package.
@NullMarked
package dev.roster.kubernetes.kubeconfig;

import org.jspecify.annotations.NullMarked;
