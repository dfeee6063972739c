import type { Credential } from './credential.ts';

/** Cloudflare's rejections of credentials, ordered with the reads of the source. */
export interface Rejections {
  /**
   * The count of the source's logical clock at the credential's last rejection; 0 if there was
   * none. A read that was started before it may be neither served nor cached.
   */
  lastRejection(credential: Credential): number;
}
