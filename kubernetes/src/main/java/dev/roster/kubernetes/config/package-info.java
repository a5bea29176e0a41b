/// Where the API server is and who asks it: from the pod around this process, from words of a
/// Corefile, or from kubeconfig files. Secrets are in no text that this package makes.
@NullMarked
package dev.roster.kubernetes.config;

import org.jspecify.annotations.NullMarked;
