/// The presentation format of resource records (RFC 1035 section 5): one record, or a zone file.
@NullMarked
package dev.roster.core.zonetext;

import org.jspecify.annotations.NullMarked;
