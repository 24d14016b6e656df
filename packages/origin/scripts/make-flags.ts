// Makes data/ from the public-domain pictures of svg-country-flags and the names of countries-list.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { CODES } from '@interleave/flags'
import { getCountryDataList } from 'countries-list'
import gifenc from 'gifenc'
import { PNG } from 'pngjs'

const DATA = new URL('../data/', import.meta.url)
const COLOURS = 64
const names = new Map<string, string>(getCountryDataList().map(({ iso2, name }) => [iso2, name]))
// oxlint-disable-next-line import/no-named-as-default-member -- Node loads its CommonJS build, whose names it can't see
const { GIFEncoder, applyPalette, quantize } = gifenc
const PICTURES = new URL('png250px/', import.meta.resolve('svg-country-flags/package.json'))

await rm(DATA, { recursive: true, force: true })
for (const code of CODES) await makeCountry(code)
console.log(`${CODES.length} countries written to data/`)

async function makeCountry(code: string): Promise<void> {
  const name = code.toLowerCase()
  const folder = new URL(`${name}/`, DATA)
  await mkdir(folder, { recursive: true })
  await writeFile(new URL(`${name}.gif`, folder), await makeGif(name))
  await writeFile(new URL('metadata.json', folder), `${JSON.stringify(metadataOf(code), null, 2)}\n`)
}

async function makeGif(name: string): Promise<Uint8Array> {
  const { data, width, height } = PNG.sync.read(await readFile(new URL(`${name}.png`, PICTURES)))
  const pixels = overWhite(data)
  const palette = quantize(pixels, COLOURS)
  const encoder = GIFEncoder()
  encoder.writeFrame(applyPalette(pixels, palette), width, height, { palette })
  encoder.finish()
  return encoder.bytes()
}

/** A flag that isn't a rectangle (Nepal's) has transparent pixels, which this GIF has not: they become white. */
function overWhite(pixels: Uint8Array): Uint8Array {
  const result = Uint8Array.from(pixels)
  for (let start = 0; start < result.length; start += 4) {
    const alpha = (pixels[start + 3] ?? 255) / 255
    for (let channel = start; channel < start + 3; channel += 1) {
      result[channel] = Math.round((pixels[channel] ?? 0) * alpha + 255 * (1 - alpha))
    }
    result[start + 3] = 255
  }
  return result
}

/** The book's fourth key, `gec_cc`, stands in no list that may be copied; it is left out rather than made up. */
function metadataOf(code: string): { country: string; iso_cc: string; tld_cc: string } {
  const country = names.get(code)
  if (country === undefined) throw new Error(`countries-list has no name for ${code}.`)
  return { country, iso_cc: code, tld_cc: code === 'GB' ? '.uk' : `.${code.toLowerCase()}` }
}
