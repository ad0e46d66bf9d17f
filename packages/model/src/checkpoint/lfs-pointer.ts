import { CheckpointCorruptError } from './checkpoint-errors.ts'

const LFS_START = Buffer.from('version ')

/**
 * Refuses the note that a clone without Git LFS leaves in place of a large file, with the remedy.
 * @param start - the first eight bytes of a file, or more.
 */
export function refuseLfsPointer(start: Uint8Array, path: string): void {
  if (!LFS_START.equals(start.subarray(0, LFS_START.length))) return
  throw new CheckpointCorruptError(path, 'is a Git LFS pointer, not the file itself', {
    advice: 'Run `git lfs pull` in the folder, or download the file.',
  })
}
