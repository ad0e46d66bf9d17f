/**
 * File name endings of the formats that `decodeImage` reads, for walking a folder: lower case, with the dot.
 * Decoding itself goes by content and never looks at a name.
 */
export const IMAGE_EXTENSIONS: ReadonlySet<string> = new Set([
  '.jpg',
  '.jpeg',
  '.jpe',
  '.jfif',
  '.png',
  '.webp',
  '.gif',
  '.tif',
  '.tiff',
  '.avif',
])
