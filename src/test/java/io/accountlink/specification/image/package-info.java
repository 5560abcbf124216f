/**
 * The container image, alone, in compose and in Kubernetes.
 */
@NullMarked
package io.accountlink.specification.image;

import org.jspecify.annotations.NullMarked;
