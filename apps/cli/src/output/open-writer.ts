import type { ModelInfo } from '@deqa/model'
import type { CommandContext } from '../commands/command-context.ts'
import { openAppendFile } from './append-file.ts'
import { createAtomicFile } from './atomic-file.ts'
import { csvFormat } from './csv-format.ts'
import type { Destination } from './destination.ts'
import { jsonFormat } from './json-format.ts'
import { ndjsonFormat, type Provenance } from './ndjson-format.ts'
import type { FormatName, RowFormat } from './row-format.ts'
import { type RowWriter, rowWriter } from './row-writer.ts'
import { streamDestination } from './stream-destination.ts'
import { tableFormat } from './table-format.ts'
import { tableLook } from './table-look.ts'

export interface WriterOptions {
  readonly format: FormatName
  /** Path of the file; without it, standard output. */
  readonly out: string | undefined
  /** Names of all rows to come. */
  readonly files: readonly string[]
  readonly model: ModelInfo
  readonly provenance: Provenance
}

/** @throws {UsageError} if the file cannot be opened for writing. */
export async function openWriter(options: WriterOptions, context: CommandContext): Promise<RowWriter> {
  return rowWriter(makeFormat(options, context), await openDestination(options, context))
}

function makeFormat(
  { format, files, model, provenance }: WriterOptions,
  { terminal: { stdout } }: CommandContext,
): RowFormat {
  switch (format) {
    case 'json':
      return jsonFormat({ model })
    case 'ndjson':
      return ndjsonFormat(provenance)
    case 'csv':
      return csvFormat(model)
    case 'table':
      return tableFormat(files, tableLook(stdout))
  }
}

function openDestination(
  { format, out }: WriterOptions,
  { terminal, signal }: CommandContext,
): Promise<Destination> | Destination {
  if (out === undefined) return streamDestination(terminal.stdout, signal)
  return format === 'ndjson' ? openAppendFile(out) : createAtomicFile(out)
}
