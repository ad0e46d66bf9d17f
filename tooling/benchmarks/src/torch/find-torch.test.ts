import { afterEach, expect, test, vi } from 'vitest'
import { findTorch } from './find-torch.ts'
import { torchEnvironment } from './torch-environment.ts'

afterEach(() => vi.unstubAllEnvs())

test('a Python that is not there, and a program that is none, are passed over', async () => {
  expect(await findTorch(['/no/such/python', process.execPath])).toBeUndefined()
})

test('PyTorch gets our number of threads and none of the settings around us', () => {
  vi.stubEnv('OPENBLAS_CORETYPE', 'Haswell')
  vi.stubEnv('OPENBLAS_L2_SIZE', '1024')
  vi.stubEnv('OMP_NUM_THREADS', '7')
  vi.stubEnv('DEQA_SOMETHING', 'kept')
  const environment = torchEnvironment(2)
  expect(environment).not.toHaveProperty('OPENBLAS_CORETYPE')
  expect(environment).not.toHaveProperty('OPENBLAS_L2_SIZE')
  expect(environment).toMatchObject({
    OMP_NUM_THREADS: '2',
    OPENBLAS_NUM_THREADS: '2',
    OMP_WAIT_POLICY: 'PASSIVE',
    DEQA_SOMETHING: 'kept',
  })
})
