import { styleText } from 'node:util'
import { LEVEL_NAMES, type LevelName } from '@deqa/soft-label'
import stringWidth from 'string-width'
import { printable } from '../terminal.ts'
import { cutToWidth, padToWidth } from './fit-width.ts'
import { type FailedRow, isFailedRow, type ScoredRow } from './row.ts'
import type { PlainRowFormat } from './row-format.ts'

export interface TableLook {
  /** Width of the terminal. Long file names lose their start to it; without it nothing is cut. */
  readonly columns?: number | undefined
  readonly colours: boolean
}

type Style = Parameters<typeof styleText>[0]

const levelStyles: Record<LevelName, Style> = {
  bad: 'red',
  poor: 'magenta',
  fair: 'yellow',
  good: 'cyan',
  excellent: 'green',
}

const gap = '  '
const titles = ['score', '± std ', 'level    ', 'levels'] as const
const titlesWidth = titles.reduce((width, title) => width + gap.length + title.length, 0)
const narrowestFile = 12
const bars = '▁▂▃▄▅▆▇█'

/**
 * A table for people, whose rows can be printed one by one because the file names are known before.
 *
 * @param files the names of all rows to come
 */
export function tableFormat(files: readonly string[], look: TableLook): PlainRowFormat {
  const widest = files.reduce((width, file) => Math.max(width, stringWidth(printable(file))), 'file'.length)
  const fileWidth =
    look.columns === undefined
      ? widest
      : Math.min(widest, Math.max(narrowestFile, look.columns - titlesWidth))

  // Whether to colour is decided for the stream that is written to, not for the process.
  const paint = (style: Style, text: string): string =>
    look.colours ? styleText(style, text, { validateStream: false }) : text
  const fileCell = (file: string): string =>
    padToWidth(cutToWidth(printable(file), fileWidth, 'start'), fileWidth)

  const scoredCells = (row: ScoredRow): string[] => [
    row.score.toFixed(2).padStart(titles[0].length),
    `± ${row.std.toFixed(2)}`.padEnd(titles[1].length),
    paint(levelStyles[row.level], row.level.padEnd(titles[2].length)),
    levelBars(row),
  ]
  const failedCells = ({ error }: FailedRow): string[] => [
    paint('red', printable(`${error.code}: ${error.message.split('\n', 1)[0]}`)),
  ]

  return {
    head: `${paint('dim', ['file'.padEnd(fileWidth), ...titles].join(gap))}\n`,
    row: (row) =>
      `${[fileCell(row.file), ...(isFailedRow(row) ? failedCells(row) : scoredCells(row))].join(gap)}\n`,
    tail: '',
  }
}

/** Five bars, from bad to excellent; a full one stands for a probability of 7/8 and more. */
export function levelBars({ levels }: Pick<ScoredRow, 'levels'>): string {
  return LEVEL_NAMES.map((level) => bars[Math.min(7, Math.floor(levels[level] * 8))]).join('')
}
