/// Who asks most, which names do not exist, and who asks in vain: counted in bounded memory.
@NullMarked
package dev.roster.dns.top;

import org.jspecify.annotations.NullMarked;
