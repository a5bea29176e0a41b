package dev.roster.dns.server;

import dev.roster.dns.pipeline.Site;

/// What one address serves now, and how.
record Served(Site site, ListenOptions options) {}
