package dev.roster.kubernetes.decode;

import java.util.OptionalLong;

/// What a list says of itself, known when it was read to its end.
///
/// @param resourceVersion of the list: where a watch begins
/// @param continued the token for the next page, "" behind the last
/// @param remaining how many items are left behind this page; a hint, not given for lists with a
///   selector
/// @param items how many items it had
public record ListEnd(
    String resourceVersion, String continued, OptionalLong remaining, long items) {}
