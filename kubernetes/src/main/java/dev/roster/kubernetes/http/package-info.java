/// Requests to the Kubernetes API: one address, its certificates and credentials, and answers as
/// values.
@NullMarked
package dev.roster.kubernetes.http;

import org.jspecify.annotations.NullMarked;
