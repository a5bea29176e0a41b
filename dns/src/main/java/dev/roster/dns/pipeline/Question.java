package dev.roster.dns.pipeline;

import dev.roster.core.names.Name;

/// What is asked, class IN.
///
/// @param name as the client wrote it, letter case kept
public record Question(Name name, int type) {}
