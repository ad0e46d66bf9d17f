import type { TfjsBackendStatus } from '@deqa/model/training'

/** An engine that `deqa train` can run on, as `engine.name` of a configuration calls it; the default first. */
export type TrainingEngineReport =
  | { readonly name: 'onnx'; readonly version: string | null; readonly usable: boolean }
  | {
      readonly name: 'tfjs'
      readonly version: string | null
      readonly usable: boolean
      /** The backend that it would choose; `null` where none works. */
      readonly backend: string | null
      /** Every backend, fastest first, with the command that adds it. */
      readonly backends: readonly TfjsBackendStatus[]
    }

/**
 * What can train here. Tries each backend of TensorFlow.js that is installed, which takes half a second;
 * where none is, nothing is loaded.
 *
 * @param onnxruntime - its version, or `null` if it could not be loaded
 */
export async function trainingEngines(onnxruntime: string | null): Promise<readonly TrainingEngineReport[]> {
  const { tfjsStatus } = await import('@deqa/model/training')
  const backends = await tfjsStatus()
  const chosen = backends.find(({ usable }) => usable)
  return [
    { name: 'onnx', version: onnxruntime, usable: onnxruntime !== null },
    {
      name: 'tfjs',
      version: chosen?.packages[0]?.version ?? null,
      usable: chosen !== undefined,
      backend: chosen?.backend ?? null,
      backends,
    },
  ]
}

/** One line for all of them, as in `onnx 1.30.0 (the default), tfjs 4.22.0 on wasm`. */
export function enginesText(engines: readonly TrainingEngineReport[]): string {
  return engines
    .map((engine) => {
      if (!engine.usable) return `${engine.name} (not usable)`
      const remark = engine.name === 'onnx' ? '(the default)' : `on ${engine.backend}`
      return `${engine.name} ${engine.version} ${remark}`
    })
    .join(', ')
}

/** One line about a backend: that it works, or what it takes. */
export function tfjsBackendText({
  packages,
  usable,
  usesGpu,
  reason,
  install,
  remark,
}: TfjsBackendStatus): string {
  const version = packages[0]?.version
  if (usable) return `✓ ${version}${usesGpu ? ' on the GPU' : ''}`
  const isInstalled = packages.every((each) => each.version !== undefined)
  const trouble = isInstalled ? `✗ ${version} does not work: ${reason}` : '– not installed'
  return `${trouble}; ${install} (${remark.replace(/\.$/, '')})`
}
