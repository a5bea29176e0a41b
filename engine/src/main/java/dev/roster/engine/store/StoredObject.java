package dev.roster.engine.store;

import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.Tree;

/// An object as the store holds it.
///
/// @param tree the whole object; its `metadata.resourceVersion` is the revision
/// @param revision the write that made it so
public record StoredObject(ObjectKey key, Tree.Obj tree, long revision) {}
