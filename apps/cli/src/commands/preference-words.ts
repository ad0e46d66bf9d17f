const degrees = [
  { from: 0.99, words: 'almost certainly' },
  { from: 0.9, words: 'very likely' },
  { from: 0.7, words: 'probably' },
  { from: 0.55, words: 'perhaps' },
] as const

/** What the probability that `a` is better than `b` means in words. */
export function preferenceWords(a: string, b: string, probability: number): string {
  const [better, other] = probability >= 0.5 ? [a, b] : [b, a]
  const degree = degrees.find(({ from }) => Math.max(probability, 1 - probability) >= from)
  return degree ? `${better} is ${degree.words} better than ${other}` : `${a} and ${b} are about equally good`
}
