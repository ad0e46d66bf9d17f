/** How patient a download is. The defaults outlast an outage of about a minute. */
export interface TransferPolicy {
  /** Tries in a row that bring no new byte before a request is given up. @default 8 */
  readonly attempts: number
  /** Pause before the second try; it doubles from try to try and varies by up to a half. @default 500 */
  readonly firstDelayMs: number
  /** @default 30_000 */
  readonly longestDelayMs: number
  /** The longest pause that is kept when the hub asks for one (`Retry-After`). @default 600_000 */
  readonly longestRetryAfterMs: number
  /** Silence on a connection after which it counts as dropped. @default 30_000 */
  readonly idleTimeoutMs: number
  /** Files that are downloaded at a time. @default 4 */
  readonly parallelFiles: number
}

export const standardPolicy: TransferPolicy = {
  attempts: 8,
  firstDelayMs: 500,
  longestDelayMs: 30_000,
  longestRetryAfterMs: 600_000,
  idleTimeoutMs: 30_000,
  parallelFiles: 4,
}
