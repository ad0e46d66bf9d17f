const MAX_NAME_LENGTH = 1024
const SHOWN = 100

/**
 * Whether a file may call a tensor so: not empty, not endless, and without control characters and lone
 * surrogates, which could be neither printed nor compared with the network's names.
 */
export function isTensorName(name: string): boolean {
  return name.length > 0 && name.length <= MAX_NAME_LENGTH && !/[\p{Cc}\p{Cs}]/u.test(name)
}

/** A name out of a file as it may stand in a message: quoted, escaped, and cut if it is long. */
export function quote(name: string): string {
  return name.length > SHOWN ? `${JSON.stringify(name.slice(0, SHOWN))}…` : JSON.stringify(name)
}
