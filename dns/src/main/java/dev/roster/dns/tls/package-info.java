/// Certificates and keys from files, followed as they are renewed.
@NullMarked
package dev.roster.dns.tls;

import org.jspecify.annotations.NullMarked;
