import { writeDurably } from '../checkpoint/durable-files.ts'
import { readRuns } from './read-run.ts'
import { reportPage } from './report-page.ts'

/**
 * Writes the page of one or several runs, finished or not.
 *
 * @param folders - of runs.
 * @param path - file of the page; replaced if it is there.
 * @throws {TrainerError} (`RUN_NOT_FOUND`) if a folder is none of a run.
 */
export async function writeReport(folders: readonly string[], path: string): Promise<void> {
  await writeDurably(path, reportPage(await readRuns(folders)))
}
