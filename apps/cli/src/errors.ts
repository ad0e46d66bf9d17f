/** The command line asks for something that cannot be done. */
export class UsageError extends Error {
  /** @param advice one sentence on what to do; becomes the last line of the message. */
  constructor(message: string, advice?: string) {
    super(advice ? `${message}\n${advice}` : message)
    this.name = 'UsageError'
  }
}

/** The user, or the system, asked the command to stop. */
export class Interrupted extends Error {
  constructor() {
    super('interrupted')
    this.name = 'Interrupted'
  }
}

/** What an error says, for a message of ours. */
export function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}

/** Standard output cannot be written any more, as on a disk that is full. */
export class OutputFailed extends Error {
  constructor(cause: Error) {
    super(`cannot write to standard output: ${cause.message}`, { cause })
    this.name = 'OutputFailed'
  }
}

/** Nobody reads standard output any more, as after `deqa score photos | head`. */
export class OutputClosed extends Error {
  constructor() {
    super('standard output was closed')
    this.name = 'OutputClosed'
  }
}
