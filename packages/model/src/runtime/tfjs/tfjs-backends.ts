/** A way to run TensorFlow.js, by what a user would call it. */
export type TfjsBackend = 'node-gpu' | 'node' | 'wasm' | 'cpu'

interface BackendFacts {
  /** What to import, in order; the first is also the interface to all of TensorFlow.js. */
  readonly packages: readonly [string, ...string[]]
  /** The name under which the packages register themselves. */
  readonly registeredAs: string
  /** True for bindings to libtensorflow, of which a process can hold only one. */
  readonly native: boolean
  /** What a user should know before adding it. */
  readonly remark: string
}

const TFJS = '@tensorflow/tfjs'

/** Every backend and what it takes, fastest first. */
export const TFJS_BACKENDS: Readonly<Record<TfjsBackend, BackendFacts>> = {
  'node-gpu': {
    packages: ['@tensorflow/tfjs-node-gpu'],
    registeredAs: 'tensorflow',
    native: true,
    remark:
      'NVIDIA GPU with CUDA 11.2 and cuDNN 8.1, on Linux or Windows. Its install script must be allowed to run: it downloads libtensorflow.',
  },
  node: {
    packages: ['@tensorflow/tfjs-node'],
    registeredAs: 'tensorflow',
    native: true,
    remark:
      'Every core of the processor. Its install script must be allowed to run: it downloads libtensorflow.',
  },
  wasm: {
    packages: [TFJS, '@tensorflow/tfjs-backend-wasm'],
    registeredAs: 'wasm',
    native: false,
    remark: 'WebAssembly on one thread. Installs from the package registry alone.',
  },
  cpu: {
    packages: [TFJS],
    registeredAs: 'cpu',
    native: false,
    remark: 'Plain JavaScript: very slow, for checks. Installs from the package registry alone.',
  },
}

export const TFJS_BACKEND_NAMES = Object.keys(TFJS_BACKENDS) as readonly TfjsBackend[]

/** The command that adds a backend. */
export function tfjsInstallCommand(backend: TfjsBackend): string {
  return `npm install ${TFJS_BACKENDS[backend].packages.join(' ')}`
}
