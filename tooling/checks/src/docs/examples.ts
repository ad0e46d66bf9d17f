import type { Code } from 'mdast'
import { visit } from 'unist-util-visit'
import type { Document } from './markdown.ts'

/** A block of a document that is to be run, and all that it is to print on stdout. */
export interface Example {
  readonly kind: 'module' | 'shell'
  readonly code: string
  /** The line of the document at which the block starts. */
  readonly line: number
  /** The printed lines; undefined where the document shows none, which only a shell block may do. */
  readonly output: string | undefined
}

/**
 * The runnable blocks of a document, in order:
 * `ts` blocks, unless marked `no-run`, with their output in comments of the form `// → text`;
 * `sh run` blocks, with their output in the next block if that is a `text run`.
 */
export function examplesOf({ tree }: Document): Example[] {
  const blocks: Code[] = []
  visit(tree, 'code', (block) => {
    blocks.push(block)
  })
  return blocks.flatMap((block, i): Example[] => {
    const marks = new Set(block.meta?.split(/\s+/))
    const line = block.position?.start.line ?? 0
    const code = block.value
    if (block.lang === 'ts' && !marks.has('no-run')) {
      return [{ kind: 'module', code, line, output: statedOutput(code) }]
    }
    if (block.lang === 'sh' && marks.has('run')) {
      const next = blocks[i + 1]
      const shown = next?.lang === 'text' && next.meta?.split(/\s+/).includes('run')
      return [{ kind: 'shell', code, line, output: shown ? next.value : undefined }]
    }
    return []
  })
}

/** What the comments of a module say that it prints: one line per `// → text`, as in `// → 3.5`. */
function statedOutput(code: string): string {
  const lines = code.split('\n').flatMap((line) => /^\s*\/\/ →(?: (.*))?$/.exec(line)?.slice(1) ?? [])
  return lines.map((line) => line ?? '').join('\n')
}
