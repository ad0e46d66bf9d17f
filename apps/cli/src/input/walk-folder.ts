import type { Dirent } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** What lies below a folder. */
export interface FolderContents {
  /** Paths that start with the folder as it was given, in code-unit order. */
  readonly files: readonly string[]
  /** Folders that could not be read. */
  readonly unreadable: readonly { readonly path: string; readonly cause: unknown }[]
}

/**
 * Finds the files below a folder whose extension is among `extensions` (lower case, with the dot). Hidden
 * files and folders are skipped. Links are followed; a folder that is reached twice is read once.
 */
export async function walkFolder(folder: string, extensions: readonly string[]): Promise<FolderContents> {
  const files: string[] = []
  const unreadable: { path: string; cause: unknown }[] = []
  const visited = new Set<string>()

  async function walk(current: string): Promise<void> {
    let entries: Dirent[]
    try {
      const real = await realpath(current)
      if (visited.has(real)) return
      visited.add(real)
      entries = await readdir(current, { withFileTypes: true })
    } catch (cause) {
      unreadable.push({ path: current, cause })
      return
    }
    for (const entry of entries) {
      if (entry.name.startsWith('.')) continue
      const path = join(current, entry.name)
      if (await isFolder(entry, path)) await walk(path)
      else if (mayBeFile(entry) && hasExtension(entry.name, extensions)) files.push(path)
    }
  }

  await walk(folder)
  return { files: files.sort(byCodeUnit), unreadable }
}

/** A pipe or a socket is no image, whatever its name. Where a link leads to, the scorer finds out. */
function mayBeFile(entry: Dirent): boolean {
  return entry.isFile() || entry.isSymbolicLink()
}

async function isFolder(entry: Dirent, path: string): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isDirectory()
  // A dangling link with an image's name stays in the list, so that the scorer reports it.
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false
}

/** Whether a file name ends with one of the extensions, in either case. */
export function hasExtension(name: string, extensions: readonly string[]): boolean {
  const lower = name.toLowerCase()
  return extensions.some((extension) => lower.endsWith(extension))
}

/** The same order on every machine and in every locale. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
