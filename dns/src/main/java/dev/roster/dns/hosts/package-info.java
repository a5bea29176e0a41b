/// `hosts`: names and addresses of hosts files.
@NullMarked
package dev.roster.dns.hosts;

import org.jspecify.annotations.NullMarked;
