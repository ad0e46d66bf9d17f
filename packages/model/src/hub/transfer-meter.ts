/** Where a pull is. */
export interface PullProgress {
  /** Bytes that are here, with those of earlier runs. */
  readonly bytesDone: number
  readonly bytesTotal: number
  readonly filesDone: number
  readonly filesTotal: number
  /** Over the last ten seconds. */
  readonly bytesPerSecond: number
  /** At this speed. Undefined as long as nothing comes. */
  readonly secondsLeft: number | undefined
  /** Files that another process is fetching. */
  readonly filesWaiting: number
}

const WINDOW_MS = 10_000
const REPORT_MS = 100

/** Adds up what is known of each file, and reports it about ten times a second. */
export class TransferMeter {
  readonly #positions: number[]
  readonly #sizes: readonly number[]
  readonly #done = new Set<number>()
  readonly #waiting = new Set<number>()
  readonly #samples: { ms: number; bytes: number }[] = []
  readonly #report: ((progress: PullProgress) => void) | undefined
  readonly #now: () => number
  #bytes: number
  #reportedMs = Number.NEGATIVE_INFINITY

  /**
   * @param sizes - bytes of each file.
   * @param here - bytes of each that are here already.
   */
  constructor(
    sizes: readonly number[],
    here: readonly number[],
    report: ((progress: PullProgress) => void) | undefined,
    now: () => number = () => performance.now(),
  ) {
    this.#sizes = sizes
    this.#positions = [...here]
    this.#report = report
    this.#now = now
    this.#bytes = sum(here)
    this.#samples.push({ ms: now(), bytes: this.#bytes })
  }

  moveTo(file: number, position: number): void {
    this.#waiting.delete(file)
    this.#bytes += position - this.#positions[file]!
    this.#positions[file] = position
    this.#tell(false)
  }

  wait(file: number): void {
    this.#waiting.add(file)
    this.#tell(true)
  }

  finish(file: number): void {
    this.#done.add(file)
    this.moveTo(file, this.#sizes[file]!)
    this.#tell(true)
  }

  progress(): PullProgress {
    const ms = this.#now()
    // The last sample before the window stays, to measure from.
    while (this.#samples.length > 1 && this.#samples[1]!.ms <= ms - WINDOW_MS) this.#samples.shift()
    const first = this.#samples[0]!
    const seconds = (ms - first.ms) / 1000
    const bytesPerSecond = seconds > 0 ? Math.max(0, this.#bytes - first.bytes) / seconds : 0
    const bytesTotal = sum(this.#sizes)
    return {
      bytesDone: this.#bytes,
      bytesTotal,
      filesDone: this.#done.size,
      filesTotal: this.#sizes.length,
      bytesPerSecond,
      secondsLeft: bytesPerSecond > 0 ? (bytesTotal - this.#bytes) / bytesPerSecond : undefined,
      filesWaiting: this.#waiting.size,
    }
  }

  #tell(atOnce: boolean): void {
    if (!this.#report) return
    const ms = this.#now()
    if (!atOnce && ms - this.#reportedMs < REPORT_MS) return
    this.#reportedMs = ms
    this.#samples.push({ ms, bytes: this.#bytes })
    this.#report(this.progress())
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
