import { extname } from 'node:path'

export type TableFormat = 'csv' | 'tsv' | 'jsonl' | 'parquet'

const FORMAT_OF: ReadonlyMap<string, TableFormat> = new Map([
  ['.csv', 'csv'],
  ['.tsv', 'tsv'],
  ['.jsonl', 'jsonl'],
  ['.ndjson', 'jsonl'],
  ['.parquet', 'parquet'],
])

/**
 * The format that a path tells by its ending: `.csv`, `.tsv`, `.jsonl`, `.ndjson` or `.parquet`, also followed by `.gz`,
 * in capitals or small letters. Undefined if it tells none.
 */
export function tableFormat(path: string): TableFormat | undefined {
  return FORMAT_OF.get(extname(path.toLowerCase().replace(/\.gz$/, '')))
}
