import { existsSync, readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { DatasetFileMissing } from '../errors.ts'

/** The root folder of a dataset: finds files below it, without regard to the case of their names. */
export class DatasetFolder {
  readonly root: string
  private readonly title: string
  private readonly homepage: string
  private readonly imagesOverride: string | undefined

  constructor(root: string, about: { title: string; homepage: string }, images?: string) {
    this.root = resolve(root)
    this.title = about.title
    this.homepage = about.homepage
    this.imagesOverride = images === undefined ? undefined : resolve(this.root, images)
  }

  /** The first of the candidates that is there, as a full path. */
  find(...candidates: readonly string[]): string | undefined {
    for (const candidate of candidates) {
      const path = this.pathOf(candidate)
      if (path !== undefined) return path
    }
    return undefined
  }

  /**
   * Finds several files at once.
   *
   * @throws {DatasetFileMissing} naming every file that is not there and each place where it was looked for.
   */
  locate<Name extends string>(files: Readonly<Record<Name, readonly string[]>>): Record<Name, string> {
    const found = {} as Record<Name, string>
    const missing: string[][] = []
    for (const [name, candidates] of Object.entries(files) as [Name, readonly string[]][]) {
      const path = this.find(...candidates)
      if (path === undefined) missing.push(candidates.map((candidate) => join(this.root, candidate)))
      else found[name] = path
    }
    if (missing.length > 0) {
      throw new DatasetFileMissing(
        this.title,
        missing,
        existsSync(this.root)
          ? `Get the dataset from ${this.homepage} and keep the folder layout it comes in.`
          : `The folder ${this.root} does not exist. Get the dataset from ${this.homepage}.`,
      )
    }
    return found
  }

  /** The folder of the images: the one the caller gave, else the first candidate that exists, else the first. */
  images(...candidates: readonly [string, ...string[]]): string {
    return this.imagesOverride ?? this.find(...candidates) ?? join(this.root, candidates[0])
  }

  /**
   * A function from an image's name to its path, for datasets whose images lie in several folders or whose
   * file names differ in case from the ratings. Names that are not found keep the canonical place.
   */
  imageFinder(...candidates: readonly [string, ...string[]]): (name: string) => string {
    if (this.imagesOverride !== undefined) {
      const folder = this.imagesOverride
      return (name) => join(folder, name)
    }
    const known = new Map<string, string>()
    for (const candidate of candidates) {
      const folder = this.find(candidate)
      if (folder === undefined || !statSync(folder).isDirectory()) continue
      for (const name of readdirSync(folder)) known.set(name.toLowerCase(), join(folder, name))
    }
    const canonical = join(this.root, candidates[0])
    return (name) => known.get(name.toLowerCase()) ?? join(canonical, name)
  }

  private pathOf(candidate: string): string | undefined {
    const exact = join(this.root, candidate)
    if (existsSync(exact)) return exact
    let path = this.root
    for (const part of candidate.split('/')) {
      if (part === '.') continue
      const entry = listFolder(path).find((name) => name.toLowerCase() === part.toLowerCase())
      if (entry === undefined) return undefined
      path = join(path, entry)
    }
    return path
  }
}

function listFolder(path: string): readonly string[] {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}
