import { expect, it } from 'vitest'
import * as face from './index.ts'

it('exports these names and no others', () => {
  expect(Object.keys(face).sort()).toEqual([
    'CAMERA_CHAINS',
    'CodecMissing',
    'DISTORTION_TYPES',
    'HUMAN_ANCHORS',
    'KADID_LONG_SIDE',
    'SMALLEST_SIDE',
    'STRENGTHS',
    'anchoredLabel',
    'cameraChain',
    'distort',
    'distortChain',
    'makeImage',
    'planDistortedSet',
    'readPhotograph',
  ])
})
