import { stat } from 'node:fs/promises'
import { isAbsolute, resolve } from 'node:path'
import { glob, isDynamicPattern } from 'tinyglobby'
import { messageOf } from '../errors.ts'
import type { RowError } from '../output/row.ts'
import { byCodeUnit, hasExtension, walkFolder } from './walk-folder.ts'

/** One thing to score, or the reason why it cannot be. */
export interface InputItem {
  /** As the user would write it: the given path, or the given folder with the way below it. */
  readonly path: string
  readonly problem?: RowError
}

export interface ExpandedInputs {
  /** In the order of the inputs; within a folder or glob in code-unit order; each file once. */
  readonly items: readonly InputItem[]
  /** Inputs in which there was no image. */
  readonly empty: readonly string[]
}

/**
 * Turns what was named on the command line into images.
 *
 * - a file is taken whatever its extension, and also when it does not exist: the scorer says so
 * - a folder stands for every image below it
 * - a glob that names no existing file is expanded; of its matches, images and folders are taken. One without any match,
 *   and without `*` or `?`, is taken for the path of a file that does not exist
 * - `-` stands for `list`: one file or folder per entry, no globs
 *
 * @param extensions what counts as an image in folders and globs: lower case, with the dot
 */
export async function expandInputs(
  inputs: readonly string[],
  extensions: readonly string[],
  list: readonly string[] = [],
): Promise<ExpandedInputs> {
  const items = new Map<string, InputItem>()
  const empty: string[] = []
  const add = (item: InputItem): void => {
    const key = resolve(item.path)
    if (!items.has(key)) items.set(key, item)
  }

  for (const { path, mayBeGlob } of named(inputs, list)) {
    const found = await expandOne(path, mayBeGlob, extensions)
    if (found.length === 0) empty.push(path)
    for (const item of found) add(item)
  }
  return { items: [...items.values()], empty }
}

function* named(
  inputs: readonly string[],
  list: readonly string[],
): Generator<{ path: string; mayBeGlob: boolean }> {
  for (const input of inputs) {
    if (input === '-') for (const path of list) yield { path, mayBeGlob: false }
    else yield { path: input, mayBeGlob: true }
  }
}

async function expandOne(
  path: string,
  mayBeGlob: boolean,
  extensions: readonly string[],
): Promise<InputItem[]> {
  const status = await stat(path).catch(() => undefined)
  if (status?.isDirectory()) return expandFolder(path, extensions)
  if (status || !mayBeGlob || !isDynamicPattern(path)) return [{ path }]

  const matches = await glob([path], {
    onlyFiles: false,
    expandDirectories: false,
    absolute: isAbsolute(path),
  })
  // Without a star it may be the name of a file that is not there, such as `photo (1).jpg`: the scorer says so.
  if (matches.length === 0) return /[*?]/.test(path) ? [] : [{ path }]
  const items: InputItem[] = []
  for (const match of matches.sort(byCodeUnit)) {
    if (match.endsWith('/')) items.push(...(await expandFolder(match, extensions)))
    else if (hasExtension(match, extensions)) items.push({ path: match })
  }
  return items
}

async function expandFolder(folder: string, extensions: readonly string[]): Promise<InputItem[]> {
  const { files, unreadable } = await walkFolder(folder, extensions)
  return [
    ...files.map((path) => ({ path })),
    ...unreadable.map(({ path, cause }) => ({
      path,
      problem: {
        code: 'FOLDER_UNREADABLE',
        message: `cannot read the folder ${path}: ${messageOf(cause)}`,
      },
    })),
  ]
}
