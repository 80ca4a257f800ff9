// Copies the icons named in icons.txt, in both weights, with every arc of their
// paths turned into curves: Fyne's SVG reader misreads the packed flags of arcs.
//
//	node icons.mjs PHOSPHOR_PACKAGE SVGPATH_PACKAGE OUT
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const [phosphor, svgpathDir, out] = process.argv.slice(2).map((p) => resolve(p))
const svgpath = createRequire(import.meta.url)(svgpathDir)
const here = dirname(fileURLToPath(import.meta.url))
const names = readFileSync(join(here, 'icons.txt'), 'utf8').split('\n').filter(Boolean)

const curves = (d) => svgpath(d).abs().unarc().unshort().round(2).toString()

rmSync(out, { recursive: true, force: true })
mkdirSync(out, { recursive: true })
for (const name of names) {
  for (const weight of ['bold', 'fill']) {
    const file = `${name}-${weight}.svg`
    const svg = readFileSync(join(phosphor, 'assets', weight, file), 'utf8')
    const drawn = svg.replace(/ d="([^"]*)"/g, (_, d) => ` d="${curves(d)}"`)
    if (!drawn.includes('fill="currentColor"')) throw new Error(`${file}: not filled with currentColor`)
    writeFileSync(join(out, file), drawn.trim() + '\n')
  }
}
writeFileSync(join(out, 'LICENSE'), readFileSync(join(phosphor, 'LICENSE')))
