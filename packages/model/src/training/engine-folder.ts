import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The files of an engine: its graphs, and the values of frozen parameters. */
const OWN_FILE = /\.onnx$|^frozen\.bin$/

/**
 * An empty folder for the files of an engine. What an engine left there that was killed is removed.
 *
 * @param folder - made if it is not there. Default: a new one among the temporary files.
 * @returns its path.
 * @throws {RangeError} if there is anything else in it; then nothing is removed.
 */
export async function openEngineFolder(folder?: string): Promise<string> {
  if (folder === undefined) return await mkdtemp(join(tmpdir(), 'deqa-training-'))
  await mkdir(folder, { recursive: true })
  // What begins with a dot is a file system's or a desktop's own.
  const names = (await readdir(folder)).filter((name) => !name.startsWith('.'))
  const foreign = names.find((name) => !OWN_FILE.test(name))
  if (foreign !== undefined) {
    throw new RangeError(`training: expected nothing in ${folder} but files of an engine, got ${foreign}`)
  }
  for (const name of names) await rm(join(folder, name))
  return folder
}
