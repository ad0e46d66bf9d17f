import { resolve } from 'node:path'
import { type DatasetRow, type Direction, datasetRow, type Scale } from '../dataset.ts'
import { DatasetFileMalformed } from '../errors.ts'
import { deviationOfVariance } from '../files/deviation-of-variance.ts'
import type { Columns, Fields } from '../files/fields.ts'
import { deviationOfVotes, meanOfVotes } from '../files/vote-moments.ts'
import { splitOfWord } from '../splits/split-names.ts'
import { isOfUnknownDirection, resolveColumns, type TableColumns } from './table-columns.ts'

/** What is known of a table before it is read. */
export interface TableFacts {
  readonly path: string
  /** Folder that image paths are relative to. */
  readonly images: string
  /** The columns that the caller named. */
  readonly given: Partial<TableColumns>
  readonly scale: Scale
  /** undefined: the caller did not say. */
  readonly direction: Direction | undefined
}

/** Which column holds what in a table that can be read: the score is that of `mos`, or else of `votes`. */
type ColumnMap = Partial<TableColumns> & Pick<TableColumns, 'image'>

/**
 * Turns the fields of a table into rows. What holds the image and the score is settled by the first row and stays; a
 * later line of JSON without it is a bad row. Anything else is taken up where it first comes, since a line of JSON leaves
 * out what it has no value for.
 */
export function rowReader(facts: TableFacts): (fields: Fields) => DatasetRow {
  const values = valuesOfVotes(facts)
  let columns: Columns | undefined
  let map: ColumnMap | undefined
  return (fields) => {
    if (map === undefined || columns !== fields.columns) {
      columns = fields.columns
      map = map === undefined ? mapColumns(facts, columns, fields.line) : filledUp(map, columns)
    }
    return toRow(fields, map, facts, values)
  }
}

/**
 * Works out which column holds what.
 *
 * @throws {DatasetFileMalformed} if a column that was named is not there or there twice, or it cannot be told which holds
 *   the image or the score, or whether a higher score is better.
 */
export function mapColumns(
  { path, given, direction }: TableFacts,
  columns: Columns,
  line: number,
): ColumnMap {
  const { image, mos, ...rest } = resolveColumns(columns, given)
  const named = Object.values({ ...rest, ...(image && { image }), ...(mos && { mos }) }).flat()
  columns.require(named, path, line)
  if (image === undefined || (mos === undefined && !hasMoments(given.votes))) {
    throw new DatasetFileMalformed(
      path,
      `cannot tell which column holds the ${image === undefined ? 'image' : 'score'}; ` +
        `the columns are ${columns.names.map((column) => JSON.stringify(column)).join(', ')}`,
      { line, advice: 'Name it: the option `columns`.' },
    )
  }
  if (mos !== undefined && given.mos === undefined && direction === undefined && isOfUnknownDirection(mos)) {
    throw new DatasetFileMalformed(
      path,
      `cannot tell whether a higher or a lower ${JSON.stringify(mos)} is better, and there is no other score`,
      {
        line,
        advice:
          'Say it: the option `direction`, "lower-is-better" for most DMOS, "higher-is-better" for that of KADID-10k. ' +
          'A column that the option `columns` names as `mos` counts as better when higher.',
      },
    )
  }
  return { ...rest, image, ...(mos !== undefined && { mos }) }
}

/** The map with what a later line has more. Where votes stand in for a score or a deviation, they go on doing so. */
function filledUp(map: ColumnMap, columns: Columns): ColumnMap {
  const { mos: _mos, std, ...late } = resolveColumns(columns, map)
  return { ...late, ...(std !== undefined && !hasMoments(map.votes) && { std }), ...map }
}

/** One category has no mean of its own. */
function hasMoments(votes: readonly string[] | undefined): votes is readonly string[] {
  return votes !== undefined && votes.length > 1
}

/** What a vote for each category is worth, worst first: equal steps from the bad end of the scale to the good one. */
function valuesOfVotes({ given: { votes = [] }, scale: { min, max }, direction }: TableFacts): number[] {
  return votes.map((_, i) => {
    const way = (i * (max - min)) / (votes.length - 1)
    return direction === 'lower-is-better' ? max - way : min + way
  })
}

function toRow(
  fields: Fields,
  map: ColumnMap,
  { images }: TableFacts,
  values: readonly number[],
): DatasetRow {
  const image = fields.text(map.image)
  const type = map.distortion && fields.optionalText(map.distortion)
  const level = map.level === undefined ? undefined : fields.optionalNumber(map.level)
  const votes = map.votes?.map((column) => voteCount(fields, column))
  return datasetRow({
    id: map.id === undefined ? image : (fields.optionalText(map.id) ?? image),
    imagePath: resolve(images, image),
    mos: map.mos === undefined ? meanOpinion(fields, votes ?? [], values) : fields.number(map.mos),
    std: deviation(fields, map, votes, values),
    votes,
    split: map.split === undefined ? undefined : splitOf(fields, map.split),
    reference: map.reference && fields.optionalText(map.reference),
    distortion: type ? { type, ...(level !== undefined && { level }) } : undefined,
  })
}

function voteCount(fields: Fields, column: string): number {
  const count = fields.number(column)
  if (Number.isSafeInteger(count) && count >= 0) return count
  throw fields.invalid(
    `${JSON.stringify(column)}: expected a whole number of votes, zero or more, got ${count}`,
  )
}

function meanOpinion(fields: Fields, votes: readonly number[], values: readonly number[]): number {
  const mean = meanOfVotes(votes, values)
  if (mean === undefined) throw fields.invalid(`expected a vote for the score, got ${votes.join(', ')}`)
  return mean
}

function deviation(
  fields: Fields,
  { std, variance, votes: columns }: ColumnMap,
  votes: readonly number[] | undefined,
  values: readonly number[],
): number | undefined {
  if (variance !== undefined) return deviationOfVariance(fields, variance)
  if (std === undefined) return votes && hasMoments(columns) ? deviationOfVotes(votes, values) : undefined
  const value = fields.optionalNumber(std)
  if (value !== undefined && value < 0) {
    throw fields.invalid(`${JSON.stringify(std)}: expected a deviation of zero or more, got ${value}`)
  }
  return value
}

function splitOf(fields: Fields, column: string): DatasetRow['split'] {
  const word = fields.optionalText(column)
  if (word === undefined) return undefined
  const split = splitOfWord(word)
  if (split === undefined) {
    throw fields.invalid(
      `${JSON.stringify(column)}: expected train, validation or test, got ${JSON.stringify(word)}`,
    )
  }
  return split
}
