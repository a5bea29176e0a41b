/// `roster up`: apply the manifests, run the pods, serve names.
@NullMarked
package dev.roster.app.up;

import org.jspecify.annotations.NullMarked;
