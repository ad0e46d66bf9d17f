import { existsSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import GithubSlugger from 'github-slugger'
import type { Node } from 'mdast'
import { toString as plainText } from 'mdast-util-to-string'
import { visit } from 'unist-util-visit'
import { type Document, readDocument } from './markdown.ts'

/** Every relative link, image or anchor of a document that leads nowhere, as one line each. */
export function linkProblems(document: Document): string[] {
  return targets(document).flatMap(({ url, line }) => {
    const reason = deadEnd(document, url)
    return reason ? [`${document.path}:${line}: ${url}: ${reason}`] : []
  })
}

function deadEnd(document: Document, url: string): string | undefined {
  if (/^([a-z][a-z+.-]*:|\/\/)/i.test(url)) return undefined // another site is not ours to test
  const [path = '', fragment] = url.split('#')
  if (path.startsWith('/')) return 'a link from the root works on no host; make it relative'
  const target = path ? normalize(join(dirname(document.path), decodeURIComponent(path))) : document.path
  if (target.startsWith('..')) return 'leaves the repository'
  if (!existsSync(join(document.root, target))) return 'does not exist'
  if (!fragment || !target.endsWith('.md')) return undefined
  return anchors(readDocument(document.root, target)).has(fragment) ? undefined : 'no such heading'
}

function targets({ tree }: Document): { url: string; line: number }[] {
  const found: { url: string; line: number }[] = []
  const note = (node: Node, url: string) => found.push({ url, line: node.position?.start.line ?? 0 })
  visit(tree, (node) => {
    if (node.type === 'link' || node.type === 'image' || node.type === 'definition') note(node, node.url)
    if (node.type === 'html') {
      for (const match of node.value.matchAll(/\b(?:href|src|srcset)="([^"\s]+)/g)) note(node, match[1]!)
    }
  })
  return found
}

function anchors({ tree }: Document): Set<string> {
  const slugger = new GithubSlugger()
  const found = new Set<string>()
  visit(tree, 'heading', (heading) => {
    found.add(slugger.slug(plainText(heading)))
  })
  return found
}
