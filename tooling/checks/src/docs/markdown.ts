import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Root } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'

/** A Markdown file: where it lies below its root, and its syntax tree. */
export interface Document {
  readonly root: string
  readonly path: string
  readonly tree: Root
}

export function readDocument(root: string, path: string): Document {
  return { root, path, tree: fromMarkdown(readFileSync(join(root, path))) }
}

/** The Markdown files that git knows or would add, without those that releases write. */
export function documentPaths(root: string): string[] {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z', '*.md'], { cwd: root })
  const paths = listed.toString().split('\0').filter(Boolean)
  return [...new Set(paths)]
    .filter((path) => basename(path) !== 'CHANGELOG.md' && !path.startsWith('.changeset/'))
    .sort()
}
