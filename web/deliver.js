// Puts what was built where it is served from: `dist/<app>`, each text also compressed.
//
//   node deliver.js                both apps
//   node deliver.js storefront     one of them

import { cp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { argv, stdout } from 'node:process'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

// Not pages: those are stamped before they are sent.
const TEXTS = new Set(['.css', '.js', '.json', '.svg', '.txt', '.webmanifest'])
const WORTHWHILE = 512

const encodings = {
  br: (content) =>
    promisify(brotliCompress)(content, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: content.length } }),
  gz: (content) => promisify(gzip)(content, { level: 9 }),
}

/** A whole folder at once: nobody ever serves half of a build. */
async function deliver(app) {
  const place = join('dist', app)
  const next = `${place}.next`
  await rm(next, { recursive: true, force: true })
  await cp(join(app, 'dist'), next, { recursive: true })
  const sizes = await compressAll(next)
  await rm(place, { recursive: true, force: true })
  await rename(next, place)
  stdout.write(`${app}: ${String(sizes.files)} files, ${kilobytes(sizes.plain)} kB, compressed ${kilobytes(sizes.small)}\n`)
}

async function compressAll(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const sizes = await Promise.all(files.map(compress))
  return {
    files: files.length,
    plain: sizes.reduce((sum, { plain }) => sum + plain, 0),
    small: sizes.reduce((sum, { small }) => sum + small, 0),
  }
}

async function compress(file) {
  const content = await readFile(file)
  const plain = content.length
  if (plain < WORTHWHILE || !TEXTS.has(extname(file))) return { plain, small: plain }
  let small = plain
  for (const [suffix, encode] of Object.entries(encodings)) {
    const encoded = await encode(content)
    if (encoded.length >= plain) continue
    await writeFile(`${file}.${suffix}`, encoded)
    small = Math.min(small, encoded.length)
  }
  return { plain, small }
}

const kilobytes = (bytes) => Math.round(bytes / 1000).toString()

const chosen = argv.slice(2)
for (const app of chosen.length > 0 ? chosen : ['storefront', 'admin']) await deliver(app)
