import { InferenceSession, Tensor } from 'onnxruntime-node'
import { DeviceUnavailableError } from '../../device-unavailable-error.ts'
import { defaultThreads } from './default-threads.ts'

export interface SessionOptions {
  /** Threads inside an operator. @default one per physical core, see `defaultThreads` */
  readonly threads?: number
  /** The runtime's provider: what computes. @default 'cpu' */
  readonly device?: SessionDevice
}

/** What the runtime can compute with, where the machine has it. */
export const SESSION_DEVICES = ['cpu', 'cuda', 'webgpu'] as const

export type SessionDevice = (typeof SESSION_DEVICES)[number]

/** Float32 values with their shape, as they go in and out of a session. */
export interface FloatTensor {
  readonly shape: readonly number[]
  readonly data: Float32Array
}

/** Float32 values in a tensor that shares their memory. */
export function floatTensor(data: Float32Array, shape: readonly number[]): Tensor {
  return new Tensor('float32', data, shape)
}

/** Whole numbers as the runtime wants indices. */
export function indexTensor(values: Iterable<number>, shape: readonly number[]): Tensor {
  return new Tensor('int64', BigInt64Array.from(values, BigInt), shape)
}

export type { Tensor }

/** A graph loaded into ONNX Runtime. */
export class OnnxSession {
  readonly #session: InferenceSession

  private constructor(session: InferenceSession) {
    this.#session = session
  }

  /**
   * Opens a graph file; its external weights are found beside it.
   * @throws {DeviceUnavailableError} if another device than the CPU was asked for and cannot be used.
   */
  static async open(path: string, options: SessionOptions = {}): Promise<OnnxSession> {
    const { threads = defaultThreads(), device = 'cpu' } = options
    const session = await InferenceSession.create(path, {
      executionProviders: [device],
      graphOptimizationLevel: 'all',
      logSeverityLevel: 3, // errors only: a library does not write to the console
      // Threads that wait busily gain a tenth on an idle machine, and cost a factor of two or three where images are
      // decoded on the same cores.
      extra: { session: { intra_op: { allow_spinning: '0' } } },
      ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
    }).catch((cause: Error) => {
      throw device === 'cpu' ? cause : deviceUnavailable(device, cause)
    })
    return new OnnxSession(session)
  }

  /** Runs the graph once; every output comes back as float32. */
  async run(inputs: Readonly<Record<string, FloatTensor>>): Promise<Record<string, FloatTensor>> {
    const feeds = Object.fromEntries(
      Object.entries(inputs).map(([name, { data, shape }]) => [name, new Tensor('float32', data, shape)]),
    )
    const outputs = await this.#session.run(feeds)
    return Object.fromEntries(
      Object.entries(outputs).map(([name, { data, dims }]) => {
        if (!(data instanceof Float32Array))
          throw new TypeError(`OnnxSession.run: expected float32 from ${name}`)
        return [name, { data, shape: dims }]
      }),
    )
  }

  /**
   * Runs the graph once over tensors that the caller keeps, and returns every output. One that `into` names is
   * written to the memory of the tensor there.
   */
  async runTensors(
    feeds: Readonly<Record<string, Tensor>>,
    into: Readonly<Record<string, Tensor>> = {},
  ): Promise<Readonly<Record<string, Tensor>>> {
    const fetches = Object.fromEntries(this.#session.outputNames.map((name) => [name, into[name] ?? null]))
    return this.#session.run(feeds, fetches)
  }

  /** Frees the session's memory. */
  async release(): Promise<void> {
    await this.#session.release()
  }
}

/** The error for a device with which the runtime cannot open a graph, by what the runtime says. */
export function deviceUnavailable(device: SessionDevice, cause: Error): DeviceUnavailableError {
  return new DeviceUnavailableError(
    device,
    `cannot be used here: ${cause.message}`,
    "Use the device 'cpu', or install the driver that the message names.",
    cause,
  )
}
