/** A plot area of an SVG figure: data coordinates in, elements out. Only what the figures here need. */

export interface Panel {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
  readonly x: readonly [number, number]
  readonly y: readonly [number, number]
}

export type Point = readonly [x: number, y: number]

const INK = '#1f2328'
const GRID = '#d8dee4'

const round = (value: number) => String(Math.round(value * 10) / 10)

export function place(panel: Panel, [x, y]: Point): Point {
  return [
    panel.left + ((x - panel.x[0]) / (panel.x[1] - panel.x[0])) * panel.width,
    panel.top + panel.height - ((y - panel.y[0]) / (panel.y[1] - panel.y[0])) * panel.height,
  ]
}

export function text(x: number, y: number, content: string, attributes = ''): string {
  return `<text x="${round(x)}" y="${round(y)}" fill="${INK}" ${attributes}>${content}</text>`
}

export function curve(panel: Panel, points: readonly Point[], color: string, attributes = ''): string {
  const path = points.map((point) => place(panel, point).map(round).join(',')).join(' ')
  return `<polyline points="${path}" fill="none" stroke="${color}" stroke-width="2" ${attributes}/>`
}

export function area(panel: Panel, points: readonly Point[], color: string): string {
  const path = points.map((point) => place(panel, point).map(round).join(',')).join(' ')
  return `<polygon points="${path}" fill="${color}"/>`
}

export function bar(panel: Panel, center: number, width: number, height: number, color: string): string {
  const [left, top] = place(panel, [center - width / 2, height])
  const [right, bottom] = place(panel, [center + width / 2, 0])
  return `<rect x="${round(left)}" y="${round(top)}" width="${round(right - left)}" height="${round(bottom - top)}" fill="${color}"/>`
}

/** Grid lines with their values, the title above and the meaning of the axes beside. */
export function axes(
  panel: Panel,
  labels: { readonly title: string; readonly x: string; readonly y: string },
  ticks: { readonly x: readonly number[]; readonly y: readonly number[] },
): string[] {
  const line = ([x1, y1]: Point, [x2, y2]: Point) =>
    `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" stroke="${GRID}"/>`
  const { left, top, width, height } = panel
  const across = ticks.y.flatMap((y) => {
    const [, py] = place(panel, [0, y])
    return [line([left, py], [left + width, py]), text(left - 6, py + 4, String(y), 'text-anchor="end"')]
  })
  const upward = ticks.x.flatMap((x) => {
    const [px] = place(panel, [x, 0])
    return [
      line([px, top], [px, top + height]),
      text(px, top + height + 18, String(x), 'text-anchor="middle"'),
    ]
  })
  return [
    ...across,
    ...upward,
    text(left, top - 14, labels.title, 'font-weight="600"'),
    text(left + width / 2, top + height + 38, labels.x, 'text-anchor="middle"'),
    text(
      left - 40,
      top + height / 2,
      labels.y,
      `text-anchor="middle" transform="rotate(-90 ${left - 40} ${round(top + height / 2)})"`,
    ),
  ]
}

/** One coloured stroke and its meaning per entry, one below the other. */
export function legend(
  x: number,
  y: number,
  entries: readonly (readonly [name: string, color: string, ...rest: unknown[]])[],
): string[] {
  return entries.flatMap(([name, color], index) => [
    `<rect x="${x}" y="${y + 20 * index - 9}" width="18" height="8" fill="${color}"/>`,
    text(x + 26, y + 20 * index, name),
  ])
}

/** The document around the elements, on its own light ground so that it reads on any page. */
export function figure(
  width: number,
  height: number,
  description: string,
  elements: readonly string[],
): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${description}"`,
    `  font-family="ui-sans-serif, system-ui, sans-serif" font-size="13">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...elements,
    '</svg>\n',
  ].join('\n')
}
