/// Tests of reading kubeconfigs, in this process.
@NullMarked
package dev.roster.kubernetes.kubeconfig;

import org.jspecify.annotations.NullMarked;
