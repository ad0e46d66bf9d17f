import { DeqaError } from '../errors.ts'

/** Thrown before something is fetched or written that cannot fit, or when the disk fills up meanwhile. */
export class DiskFullError extends DeqaError {
  /** What was fetched or written, such as `zhiyuanyou/DeQA-Score-Mix3` or the name of a model. */
  readonly id: string
  /** The folder that was written to. */
  readonly folder: string

  constructor(id: string, folder: string, problem: string, cause?: unknown) {
    super('DISK_FULL', `${id}: ${folder}: ${problem}`, {
      advice:
        'Free some space, or write to a larger disk: HF_HOME says where downloads are kept, DEQA_CACHE where models are, --out where a conversion writes. Then try again: what is there is kept.',
      cause,
    })
    this.id = id
    this.folder = folder
  }
}

/** Whether an error of the system says that there is no room left. */
export function isDiskFull(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException
  return code === 'ENOSPC' || code === 'EDQUOT'
}
