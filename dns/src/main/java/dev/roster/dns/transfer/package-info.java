/// `transfer`: whole zones and their changes for secondary servers, and the notices that tell them.
@NullMarked
package dev.roster.dns.transfer;

import org.jspecify.annotations.NullMarked;
