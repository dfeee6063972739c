/** Aborts by itself, and with another signal, until it is unlinked. */
export interface LinkedController extends AbortController {
  unlink(): void;
}

/**
 * What `AbortSignal.any` does for as long as it is needed. That one goes by
 * weak references, which cost the garbage collector more than the rest of a
 * call.
 */
export function linkTo(parent: AbortSignal): LinkedController {
  const controller = new AbortController();
  const follow = () => controller.abort(parent.reason);
  if (parent.aborted) follow();
  else parent.addEventListener('abort', follow, { once: true });
  return Object.assign(controller, {
    unlink: () => parent.removeEventListener('abort', follow),
  });
}
