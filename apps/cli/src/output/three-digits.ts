/** Three significant digits where there are any to show: `0.04`, `8.30`, `38.1`, `120`. */
export function threeDigits(value: number): string {
  return value.toFixed(value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2)
}
