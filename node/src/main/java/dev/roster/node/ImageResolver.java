package dev.roster.node;

import dev.roster.node.image.ImageResult;

/// What an image's name leads to on this machine; `Images::resolve` is one.
@FunctionalInterface
public interface ImageResolver {
  /// Knows no image.
  ImageResolver NONE = _ -> new ImageResult.Unknown();

  /// Waits while an image is fetched.
  ImageResult resolve(String image) throws InterruptedException;
}
