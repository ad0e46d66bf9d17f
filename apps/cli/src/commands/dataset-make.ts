import { readdir } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { type DatasetRow, type SplitName, writeTable } from '@deqa/datasets'
import { DISTORTION_TYPES, type PlannedImage, planDistortedSet } from '@deqa/datasets/distortions'
import { Interrupted, UsageError } from '../errors.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { formatFields } from '../output/format-fields.ts'
import { progressText } from '../output/progress-text.ts'
import { statusLine } from '../output/status-line.ts'
import { say } from '../terminal.ts'
import type { CommandContext } from './command-context.ts'
import type { DatasetMakeFlags } from './dataset-make-options.ts'
import { findPhotographs } from './dataset-make-photographs.ts'
import { claimFolder } from './dataset-make-recipe.ts'
import { doAll } from './dataset-make-threads.ts'
import { parseDistortionTypes } from './dataset-make-types.ts'
import type { Work } from './dataset-make-work.ts'

/** `deqa dataset make`. */
export async function datasetMake(
  folder: string,
  flags: DatasetMakeFlags,
  { terminal: { stdout, stderr }, signal }: CommandContext,
): Promise<ExitCode> {
  const { out, strengths, chains, seed, split, format, size } = flags
  const types = flags.types === undefined ? DISTORTION_TYPES : parseDistortionTypes(flags.types)
  const { photographs, duplicates, unreadable } = await findPhotographs(folder, out, signal)
  for (const { name, sameAs } of duplicates) say(stderr, `left out ${name}: the same file as ${sameAs}`)
  for (const { message } of unreadable) say(stderr, message)
  const plan = await planDistortedSet(
    photographs.map(({ name }) => name),
    { types, strengths, chains, seed, ratios: split, format: format === 'jpeg' ? 'jpg' : 'png' },
  )
  await claimFolder(out, {
    version: 1,
    types,
    strengths,
    chains,
    seed,
    split,
    format,
    size,
    photographs: photographs.map(({ name, sha256 }) => ({ name, sha256 })),
  })

  const works = await missingWork(plan, photographs, { folder: out, longSide: size })
  const total = works.reduce((sum, { images }) => sum + images.length, 0)
  if (total < plan.length) say(stderr, `${plan.length - total} of ${plan.length} images are there already`)
  const failed = new Map<string, string>()
  const made = await makeAll(works, total, flags.jobs ?? availableParallelism())

  const rows = plan.map(({ row }) => row).filter(({ reference }) => !failed.has(reference))
  const table = join(out, 'ratings.csv')
  await writeTable(table, rows)
  const summary = {
    table,
    photographs: photographs.length - failed.size,
    images: rows.length,
    made,
    split: countSplit(rows),
    duplicates,
    failed: [...unreadable.map(({ name, message }) => [name, message] as const), ...failed].map(
      ([photograph, message]) => ({ photograph, message }),
    ),
  }
  stdout.write(
    flags.json
      ? `${JSON.stringify(summary, null, 2)}\n`
      : formatFields([
          ['table', table],
          ['photographs', String(summary.photographs)],
          ['images', `${summary.images}, ${made} of them new`],
          [
            'split',
            Object.entries(summary.split)
              .map(([part, count]) => `${part} ${count}`)
              .join(', '),
          ],
        ]),
  )
  const lost = summary.failed.length
  if (lost === 0) return exitCodes.done
  say(stderr, `${lost} of ${photographs.length + unreadable.length} photographs could not be used`)
  return exitCodes.someFailed

  async function makeAll(works: readonly Work[], total: number, jobs: number): Promise<number> {
    const status = statusLine(stderr)
    const start = performance.now()
    let done = 0
    const show = () =>
      status.show(progressText({ done, total, failed: failed.size, elapsedMs: performance.now() - start }))
    try {
      if (total > 0) show()
      await doAll(works, jobs, signal, {
        onMade() {
          done++
          show()
        },
        onProblem({ photograph: { name } }, problem) {
          failed.set(name, problem)
          status.clear()
          say(stderr, problem)
        },
      })
    } catch (error) {
      status.clear()
      if (signal.reason instanceof Interrupted)
        say(stderr, `interrupted: ${done} of ${total} images are made; the same command goes on`)
      if (error instanceof Error && error.name === 'CodecMissing') throw new UsageError(error.message)
      throw error
    }
    status.clear()
    return done
  }
}

/** What is not in the folder yet, by photograph. */
async function missingWork(
  plan: readonly PlannedImage[],
  photographs: readonly { readonly name: string; readonly path: string }[],
  place: Pick<Work, 'folder' | 'longSide'>,
): Promise<Work[]> {
  const planned = new Map<string, PlannedImage[]>(photographs.map(({ name }) => [name, []]))
  for (const image of plan) planned.get(image.row.reference)!.push(image)
  const works: Work[] = []
  for (const { name, path } of photographs) {
    const all = planned.get(name)!
    const there = new Set(
      await readdir(join(place.folder, dirname(all[0]!.row.imagePath))).catch((): string[] => []),
    )
    const images = all.filter(({ row }) => !there.has(basename(row.imagePath)))
    if (images.length > 0) works.push({ ...place, photograph: { name, path }, images })
  }
  return works
}

function countSplit(rows: readonly DatasetRow[]): Partial<Record<SplitName, number>> {
  const counts: Partial<Record<SplitName, number>> = {}
  for (const { split } of rows) if (split !== undefined) counts[split] = (counts[split] ?? 0) + 1
  return counts
}
