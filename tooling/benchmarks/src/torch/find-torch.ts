import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { torchEnvironment } from './torch-environment.ts'

export const SCRIPT = fileURLToPath(new URL('../../python/training_step.py', import.meta.url))

export const INSTALL = 'apt-get install python3-torch libopenblas0-pthread'

/** A Python that has PyTorch. */
export interface Torch {
  readonly python: string
  readonly version: string
  /** The library of its matrix products; null for the reference one, which is about 20 times slower. */
  readonly blas: string | null
}

/**
 * Debian's PyTorch belongs to /usr/bin/python3, which need not be the first on the path. `DEQA_PYTHON` names
 * another one.
 *
 * @returns undefined if none has PyTorch; else one with fast products, if there is one.
 */
export async function findTorch(pythons: readonly string[] = usualPythons()): Promise<Torch | undefined> {
  let slow: Torch | undefined
  for (const python of pythons) {
    const torch = await probe(python)
    if (torch && torch.blas !== null) return torch
    slow ??= torch
  }
  return slow
}

function usualPythons(): string[] {
  const own = process.env['DEQA_PYTHON']
  return [...(own ? [own] : []), '/usr/bin/python3', 'python3', 'python']
}

async function probe(python: string): Promise<Torch | undefined> {
  try {
    const { stdout } = await promisify(execFile)(python, [SCRIPT, '--probe'], { env: torchEnvironment(1) })
    return { python, ...(JSON.parse(stdout) as Omit<Torch, 'python'>) }
  } catch {
    return undefined // no such Python, or one without PyTorch
  }
}
