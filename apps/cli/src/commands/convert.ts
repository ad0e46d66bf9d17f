import { type ConvertReport, convertCheckpoint } from '@deqa/model'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { convertText } from '../output/convert-text.ts'
import { formatBytes } from '../output/format-bytes.ts'
import { formatFields } from '../output/format-fields.ts'
import { statusLine } from '../output/status-line.ts'
import { say } from '../terminal.ts'
import type { CommandContext } from './command-context.ts'
import type { ConvertFlags } from './convert-options.ts'

/** `deqa convert`. */
export async function convert(
  checkpoint: string,
  flags: ConvertFlags,
  { terminal: { stdout, stderr }, signal }: CommandContext,
): Promise<ExitCode> {
  const { out, json, ...options } = flags
  const status = statusLine(stderr)
  const report = await convertCheckpoint(checkpoint, out, {
    ...options,
    signal,
    onProgress: (progress) => status.show(convertText(progress)),
  }).finally(() => status.clear())

  for (const warning of report.warnings) say(stderr, warning)
  if (json) {
    stdout.write(`${JSON.stringify(report, null, 2)}\n`)
    return exitCodes.done
  }
  const { model, bytes, verification } = report
  stdout.write(
    formatFields([
      ['model', `${model.name}, revision ${model.revision}`],
      ['folder', model.folder],
      ['size', `${formatBytes(bytes)}, ${model.parameters.toLocaleString('en')} parameters, ${model.dtype}`],
      ['image size', `${model.imageSize} × ${model.imageSize} pixels`],
      ...(verification ? [['verified', verifiedText(verification)] as const] : []),
      ['use it', `deqa score <images> --model ${out}`],
    ]),
  )
  return exitCodes.done
}

function verifiedText({ tensors, worst }: NonNullable<ConvertReport['verification']>): string {
  const lost = worst ? `, rounded by at most ${(100 * worst.relativeError).toPrecision(2)} % of a tensor` : ''
  return `${tensors} tensors as in the checkpoint${lost}`
}
