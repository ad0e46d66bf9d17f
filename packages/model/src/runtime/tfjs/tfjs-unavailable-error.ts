import { DeqaError } from '../../errors.ts'
import { tfjsInstallCommand } from './tfjs-backends.ts'
import type { TfjsRefusal } from './tfjs-choice.ts'

/** Thrown when no backend of TensorFlow.js that may be used works here. */
export class TfjsUnavailableError extends DeqaError {
  readonly refused: readonly TfjsRefusal[]

  constructor(refused: readonly TfjsRefusal[]) {
    const reasons = refused.map(({ backend, reason }) => `  ${backend}: ${reason}`)
    const easiest = refused.find(({ backend }) => backend === 'wasm') ?? refused[0]
    super('DEVICE_UNAVAILABLE', ['TensorFlow.js is not usable here:', ...reasons].join('\n'), {
      advice: easiest ? `Add it with: ${tfjsInstallCommand(easiest.backend)}` : 'Name at least one backend.',
    })
    this.refused = refused
  }
}
