/** Settings that would decide how many threads run or which kernels are taken. */
const SETTINGS = /^(OPENBLAS|OMP|GOMP|KMP|MKL|BLIS)_/

/**
 * The environment of PyTorch's process: ours without any setting of its libraries, but for the number of threads. It
 * has to be said to each of them: `torch.set_num_threads` does not reach OpenBLAS.
 */
export function torchEnvironment(threads: number): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !SETTINGS.test(name))
  const counts = ['OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'MKL_NUM_THREADS', 'BLIS_NUM_THREADS']
  return { ...Object.fromEntries(kept), ...Object.fromEntries(counts.map((name) => [name, `${threads}`])) }
}
