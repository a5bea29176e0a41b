package dev.roster.dns.corefile;

import java.util.List;
import java.util.Map;

/// A server block as written: the words of its head, and the words of each directive by its name. A
/// directive that stands several times has all its words in one list, each time beginning with its
/// name. What they mean is said by [ZoneKeys] and [Directives].
///
/// @param keys words of the head without commas, in order
/// @param directives in the order in which each name came first
record WrittenBlock(List<Token> keys, Map<String, List<Token>> directives) {}
