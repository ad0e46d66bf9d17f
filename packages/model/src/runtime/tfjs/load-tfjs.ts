import { restoreNodeUtil } from './restore-node-util.ts'
import { TFJS_BACKEND_NAMES, TFJS_BACKENDS, type TfjsBackend } from './tfjs-backends.ts'
import type { TfjsChoice, TfjsRefusal } from './tfjs-choice.ts'
import type { Tfjs } from './tfjs-ops.ts'
import { TfjsUnavailableError } from './tfjs-unavailable-error.ts'

export interface LoadTfjsOptions {
  /** Which to try, in this order. @default every one, fastest first: node-gpu, node, wasm, cpu */
  readonly backends?: readonly TfjsBackend[]
}

/** TensorFlow.js on a backend that works. */
export interface TfjsRuntime extends TfjsChoice {
  readonly tf: Tfjs
}

/**
 * Loads TensorFlow.js, which is an optional peer and never loaded otherwise, on the first backend that works.
 * TensorFlow.js has one backend per process at a time: this makes the returned one the present one, in
 * production mode, so that it prints nothing.
 *
 * @throws {TfjsUnavailableError} if none works; with the reason of each, and how to add one.
 */
export async function loadTfjs({
  backends = TFJS_BACKEND_NAMES,
}: LoadTfjsOptions = {}): Promise<TfjsRuntime> {
  const refused: TfjsRefusal[] = []
  for (const backend of backends) {
    try {
      const tf = await openBackend(backend)
      const { isUsingGpuDevice = false } = tf.backend() as { isUsingGpuDevice?: boolean }
      return { tf, backend, version: tf.version_core, usesGpu: isUsingGpuDevice, refused }
    } catch (error) {
      refused.push({ backend, reason: reasonOf(error) })
    }
  }
  throw new TfjsUnavailableError(refused)
}

/** The native binding that this process holds. */
let heldNative: TfjsBackend | undefined

async function openBackend(backend: TfjsBackend): Promise<Tfjs> {
  const { packages, registeredAs, native } = TFJS_BACKENDS[backend]
  if (native) {
    if (heldNative !== undefined && heldNative !== backend) {
      throw new Error(`a process can hold one libtensorflow, and this one holds that of ${heldNative}`)
    }
    restoreNodeUtil()
    process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2' // errors only: a library does not write to the console
  }
  const [tf] = (await importInOrder(packages)) as [Tfjs]
  if (native) heldNative = backend
  tf.enableProdMode()
  if (!(await tf.setBackend(registeredAs))) throw new Error('it did not initialise')
  await requireArithmetic(tf)
  return tf
}

/** The packages are CommonJS: their `default` is the whole of them, which the named exports need not be. */
async function importInOrder(packages: readonly string[]): Promise<unknown[]> {
  const modules: unknown[] = []
  for (const name of packages) modules.push(((await import(name)) as { default: unknown }).default)
  return modules
}

/** Some faults, as of a native binding under a newer Node, show only when something is computed. */
async function requireArithmetic(tf: Tfjs): Promise<void> {
  const sum = tf.tidy(() => tf.add(tf.tensor1d([1]), tf.tensor1d([1])))
  const [two] = await sum.data()
  sum.dispose()
  if (two !== 2) throw new Error(`it says that 1 + 1 is ${two}`)
}

function reasonOf(error: unknown): string {
  const { message } = error instanceof Error ? error : new Error(String(error))
  const missing = /^Cannot find (?:package|module) '([^']+)'/.exec(message)?.[1]
  return missing === undefined ? message.split('\n', 1)[0]! : `${missing} is not installed`
}
