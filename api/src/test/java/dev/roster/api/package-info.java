/// Tests of the API, without and with HTTP.
@NullMarked
package dev.roster.api;

import org.jspecify.annotations.NullMarked;
