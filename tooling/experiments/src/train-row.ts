import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadConfig, overrideConfig, train } from '@deqa/trainer'
import { evaluateHeldOut, type HeldOut } from './evaluate-held-out.ts'
import type { TableRow } from './results.ts'

/** A row of a table: its name there and its configuration. */
export interface Row {
  readonly name: string
  /** File in `configs/learning`, without its ending; also the folder of its run. */
  readonly config: string
}

export interface TrainRowOptions {
  /** Folder of all runs. */
  readonly runs: string
  readonly heldOut: readonly HeldOut[]
  /** As `deqa train --override`. */
  readonly overrides?: readonly string[]
  readonly onProgress?: (line: string) => void
}

const configs = fileURLToPath(new URL('../../../configs/learning/', import.meta.url))

/** Trains as a configuration says, and evaluates what it leaves. A run that is there already is gone on with. */
export async function trainRow(row: Row, options: TrainRowOptions): Promise<TableRow> {
  const { runs, heldOut, overrides = [], onProgress } = options
  const config = await loadConfig(join(configs, `${row.config}.yaml`), (value) =>
    overrideConfig(value, [...overrides]),
  )
  const out = join(runs, row.config)
  const [clock, processor] = [performance.now(), process.cpuUsage()]
  const { step } = await train(config, {
    out,
    resume: true,
    onEvent(event) {
      if (event.type !== 'evaluation') return
      const { dataset, agreement } = event.summary
      onProgress?.(`${row.config} ${event.step}: ${dataset} SRCC ${agreement?.srcc.toFixed(3) ?? '–'}`)
    },
  })
  const seconds = (performance.now() - clock) / 1000
  const used = process.cpuUsage(processor)
  return {
    name: row.name,
    steps: step,
    seed: config.seed,
    seconds,
    cpuSeconds: (used.user + used.system) / 1e6,
    results: await evaluateHeldOut(out, heldOut),
  }
}
