import { type OutputStream, say } from '../terminal.ts'

/** Reports rows that could not be used, without flooding the terminal, and counts them. */
export interface BadRows {
  readonly count: number
  report(error: Error): void
  /** Says how many there were, if there were any. */
  conclude(): void
}

const mostReported = 100

export function badRows(stream: OutputStream): BadRows {
  let count = 0
  return {
    get count() {
      return count
    },
    report({ message }) {
      count++
      if (count <= mostReported) say(stream, message)
    },
    conclude() {
      if (count === 0) return
      const unnamed = count > mostReported ? `; the first ${mostReported} are named above` : ''
      say(stream, `${count} ${count === 1 ? 'row' : 'rows'} could not be used${unnamed}`)
    },
  }
}
