/** Where text goes. Exactly one of `finish` and `discard` ends it. */
export interface Destination {
  write(text: string): Promise<void>
  /** All that was written is wanted. */
  finish(): Promise<void>
  /** Something unforeseen happened: leave nothing half-done behind. */
  discard(): Promise<void>
}
