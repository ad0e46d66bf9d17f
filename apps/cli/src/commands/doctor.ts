import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { formatBytes } from '../output/format-bytes.ts'
import { formatFields } from '../output/format-fields.ts'
import type { CommandContext } from './command-context.ts'
import type { DoctorFlags } from './doctor-options.ts'
import { type Examination, examine } from './examine.ts'
import { hubModelOptions } from './shared-options.ts'
import { enginesText, tfjsBackendText } from './training-engines.ts'

/** `deqa doctor`. */
export async function doctor(
  flags: DoctorFlags,
  { terminal: { stdout }, signal }: CommandContext,
): Promise<ExitCode> {
  const examination = await examine(flags.model, hubModelOptions(flags))
  signal.throwIfAborted()
  stdout.write(flags.json ? `${JSON.stringify(examination, null, 2)}\n` : describe(examination))
  return examination.checks.every(({ ok }) => ok) ? exitCodes.done : exitCodes.modelUnusable
}

function describe({ versions, system, device, engines, caches, model, checks }: Examination): string {
  const facts: [string, string][] = [
    ['deqa', versions.deqa],
    ['node', versions.node],
    ['onnxruntime', versions.onnxruntime ?? 'not loaded'],
    ['sharp', `${versions.sharp ?? 'not loaded'}, libvips ${versions.libvips ?? 'not loaded'}`],
    ['platform', `${system.platform}, ${system.cores} cores, ${formatBytes(system.memoryBytes)} memory`],
    ['processor', system.processor],
    ['device', device ?? 'none'],
    ['training', enginesText(engines) || 'no engine'],
    ...caches.map(({ name, folder, models, bytes }): [string, string] => [
      name,
      `${models} ${models === 1 ? 'model' : 'models'}, ${formatBytes(bytes)}, in ${folder}`,
    ]),
  ]
  if (model) {
    facts.push(
      ['model', `${model.name}, revision ${model.revision}, ${model.trained ? 'trained' : 'NOT TRAINED'}`],
      ['folder', model.folder],
      [
        'network',
        `${model.parameters.toLocaleString('en')} parameters, ${model.dtype}, ${model.imageSize} × ${model.imageSize} pixels`,
      ],
    )
    if (model.notice) facts.push(['notice', model.notice])
  }
  const backends = engines.flatMap((engine) =>
    engine.name === 'tfjs'
      ? engine.backends.map((status): [string, string] => [`tfjs ${status.backend}`, tfjsBackendText(status)])
      : [],
  )
  const outcomes = checks.map(({ name, ok, detail }): [string, string] => [
    `${ok ? '✓' : '✗'} ${name}`,
    detail.split('\n').join(' '),
  ])
  return [facts, backends, outcomes]
    .filter(({ length }) => length > 0)
    .map(formatFields)
    .join('\n')
}
