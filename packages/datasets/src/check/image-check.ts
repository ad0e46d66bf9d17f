import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import type { DatasetRow, SplitName } from '../dataset.ts'
import { messageOf } from '../errors.ts'
import type { Finding } from './finding.ts'

/** Reads as much of an image as it takes to know that it can be decoded; rejects if it cannot. */
export type ImageProbe = (path: string) => Promise<unknown>

/** Looks at image files: are they there, can they be read, and is any of them there twice? */
export class ImageCheck {
  private readonly probe: ImageProbe | undefined
  private readonly seen = new Map<string, { readonly id: string; readonly split: SplitName | undefined }>()

  constructor(probe?: ImageProbe) {
    this.probe = probe
  }

  async see({ id, imagePath, split }: DatasetRow): Promise<Finding[]> {
    const found = await stat(imagePath).catch(() => undefined)
    if (!found) return [finding('missing-image', `${id}: no file at ${imagePath}`, id)]
    if (!found.isFile()) return [finding('unreadable-image', `${id}: ${imagePath} is not a file`, id)]
    if (found.size === 0) return [finding('unreadable-image', `${id}: ${imagePath} is empty`, id)]
    let digest: string
    try {
      await this.probe?.(imagePath)
      digest = await contentHash(imagePath)
    } catch (cause) {
      return [finding('unreadable-image', `${id}: ${imagePath}: ${messageOf(cause)}`, id)]
    }
    const first = this.seen.get(digest)
    if (first === undefined) {
      this.seen.set(digest, { id, split })
      return []
    }
    const crosses = first.split !== undefined && split !== undefined && first.split !== split
    const where = crosses ? `, one in the ${first.split} part and one in the ${split} part` : ''
    return [
      {
        kind: 'duplicate-image',
        severity: crosses ? 'error' : 'warning',
        message: `${first.id} and ${id} are the same file byte for byte${where}`,
        ids: [first.id, id],
      },
    ]
  }
}

function finding(kind: Finding['kind'], message: string, id: string): Finding {
  return { kind, severity: 'error', message, ids: [id] }
}

/** SHA-256 of a file, read in pieces. */
async function contentHash(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}
