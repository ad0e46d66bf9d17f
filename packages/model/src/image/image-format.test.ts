import { expect, test } from 'vitest'
import { IMAGE_EXTENSIONS } from './image-extensions.ts'
import { describeStart, imageFormatOf } from './image-format.ts'

const bytes = (start: string) => Uint8Array.from(start, (letter) => letter.charCodeAt(0))

test.each([
  ['\xff\xd8\xff\xe0', 'jpeg'],
  ['\x89PNG\r\n\x1a\n', 'png'],
  ['RIFF\0\0\0\0WEBPVP8 ', 'webp'],
  ['GIF87a', 'gif'],
  ['GIF89a', 'gif'],
  ['II*\0', 'tiff'],
  ['MM\0*', 'tiff'],
  ['\0\0\0\x14ftypavif\0\0\0\0mif1', 'heif'],
  ['\0\0\0\x18ftypmif1\0\0\0\0mif1avif', 'heif'],
])('%j is %s', (start, format) => {
  expect(imageFormatOf(bytes(start))).toBe(format)
})

test.each([
  '',
  '\xff\xd8',
  '<svg xmlns="http://www.w3.org/2000/svg"/>',
  '<?xml version="1.0"?><svg/>',
  '%PDF-1.7',
  'BM\0\0',
  'RIFF\0\0\0\0WAVE',
  'GIF90a',
  '\0\0\0\x18ftypheic\0\0\0\0mif1heic',
  '\xff\xff\xff\xffftypheic\0\0\0\0',
  ' \xff\xd8\xff',
])('%j is none that is read', (start) => {
  expect(imageFormatOf(bytes(start))).toBeUndefined()
})

test('a message shows the first bytes without control characters', () => {
  expect(describeStart(bytes('\0\x1b[31mRIFF\xffand more than fits'))).toBe('“..[31mRIFF.and m”')
})

test('extensions are lower case, with the dot', () => {
  for (const extension of IMAGE_EXTENSIONS) expect(extension).toMatch(/^\.[a-z]+$/)
  expect(IMAGE_EXTENSIONS.has('.jpg')).toBe(true)
})
