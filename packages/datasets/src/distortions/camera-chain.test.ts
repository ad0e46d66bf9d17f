import { expect, it } from 'vitest'
import { distance, testPicture } from '../../test/test-picture.ts'
import { anchoredLabel } from '../human-anchors/anchored-label.ts'
import { CAMERA_CHAINS, type CameraChainName, cameraChain } from './camera-chain.ts'
import { distortChain } from './distort.ts'

it('draws the same chain from a seed, and every chain from some', () => {
  expect(cameraChain('a')).toEqual(cameraChain('a'))
  const names = new Set(Array.from({ length: 200 }, (_, seed) => cameraChain(seed).name))
  expect([...names].sort()).toEqual([...CAMERA_CHAINS].sort())
})

it.each(CAMERA_CHAINS)('%s: damages the picture and its label', async (name) => {
  const picture = testPicture()
  const { steps } = cameraChain(5, name)
  expect(steps.length).toBeGreaterThan(1)
  const damaged = await distortChain(picture, { steps, seed: 5 })
  // The weakest white noise of KADID alone is 8 levels, 255 √0.001; the least of these eight is 13.
  expect(distance(damaged.data, picture.data)).toBeGreaterThan(8)
  // The mildest of a hundred draws of any chain is 0.76 lower; KADID's raters differ by 0.03 about unchanged pictures.
  expect(anchoredLabel(steps).mos).toBeLessThan(anchoredLabel([]).mos - 0.5)
})

it('refuses a chain it does not know', () => {
  expect(() => cameraChain(1, 'lomo' as CameraChainName)).toThrow('cameraChain: expected one of underexposed')
})
