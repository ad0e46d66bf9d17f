/** Settings that would decide how many threads run or which kernels are taken. */
const SETTINGS = /^(OPENBLAS|OMP|GOMP|KMP|MKL|BLIS)_/

const COUNTS = ['OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'MKL_NUM_THREADS', 'BLIS_NUM_THREADS']

/**
 * The environment of PyTorch's process: ours without any setting of its libraries, but for two. The number of threads
 * has to be said to each of them, as `torch.set_num_threads` does not reach OpenBLAS. And OpenMP must not wait busily:
 * its threads would keep those of OpenBLAS from the cores, and a step on two would take longer than on one.
 */
export function torchEnvironment(threads: number): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !SETTINGS.test(name))
  const counts = COUNTS.map((name) => [name, `${threads}`] as const)
  return { ...Object.fromEntries(kept), ...Object.fromEntries(counts), OMP_WAIT_POLICY: 'PASSIVE' }
}
