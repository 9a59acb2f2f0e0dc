/** `npm run size`: what an installation weighs, and what our types cost a compiler; written to docs/size.md. It needs the network. */
import { readdirSync, statSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { dirname, join } from 'node:path'
import { versions } from 'node:process'
import { blockOf } from './packed/frameworks.ts'
import { emptyFolder, pack, project, remove, root, run, say } from './packed/shell.ts'

const compiler = ['typescript@7.0.2', '@types/node@24.19.2'] as const
const options = { compilerOptions: { target: 'es2024', lib: ['es2024'], module: 'nodenext', strict: true, types: ['node'], skipLibCheck: true, noEmit: true }, files: ['app.ts'] }

function bytesIn(path: string): number {
  const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return files.reduce((sum, file) => sum + statSync(join(file.parentPath, file.name)).size, 0)
}

/** Every package that is installed, the heaviest first. */
function installed(folder: string): readonly (readonly [name: string, bytes: number])[] {
  const modules = join(folder, 'node_modules')
  const names = readdirSync(modules).filter((name) => !name.startsWith('.')).flatMap((name) => name.startsWith('@') ? readdirSync(join(modules, name)).map((one) => `${name}/${one}`) : [name])
  return names.map((name) => [name, bytesIn(join(modules, name))] as const).toSorted((one, other) => other[1] - one[1])
}

interface Cost { readonly files: number, readonly types: number, readonly memory: number, readonly check: number, readonly total: number }

/** The middle of five runs by time; the other figures are the same in each. */
function typeCost(folder: string, text: string): Cost {
  writeFileSync(join(folder, 'app.ts'), text)
  const runs = Array.from({ length: 5 }, () => run(['npx', 'tsc', '--extendedDiagnostics'], { cwd: folder })).map(costOf)
  const middle = runs.toSorted((one, other) => one.total - other.total)[2]
  if (middle === undefined) throw new Error('five runs have a middle')
  return middle
}

function costOf(said: string): Cost {
  const figure = (name: string) => Number(new RegExp(`^${name}:\\s+([\\d.]+)`, 'm').exec(said)?.[1] ?? NaN)
  return { files: figure('Files'), types: figure('Types'), memory: figure('Memory used') / 1024, check: figure('Check time'), total: figure('Total time') }
}

const kilobytes = (bytes: number) => `${Math.round(bytes / 1000).toLocaleString('en')} KB`

function reportOf(folder: string): string {
  const all = installed(folder)
  const total = all.reduce((sum, [, bytes]) => sum + bytes, 0)
  run(['npm', 'install', '--no-audit', '--no-fund', '--save-exact', ...compiler, '@types/express@5.0.6', 'express@5.3.0'], { cwd: folder })
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(options))
  const express = "import express from 'express'\nconst app = express()\napp.get('/orders', (_, response) => { response.json({}) })\napp.listen(3000)\n"
  const measured = [['empty (`export {}`)', typeCost(folder, 'export {}\n')], ['Express alone', typeCost(folder, express)], ['the page of Express: Latchkey too', typeCost(folder, blockOf('express'))]] as const
  const [[, empty], [, alone], [, ours]] = measured
  return [
    '# What it weighs', '',
    `\`npm run size\`, written by [tools/size.ts](../tools/size.ts) on Node ${versions.node}, ${cpus().length} cores.`, '',
    '## Installed', '',
    `\`npm install latchkey\` in an empty folder brings ${all.length} packages, ${kilobytes(total)} (sum of the files; the optional peers \`express\`, \`fastify\`, \`pg\` and \`ioredis\` are not among them):`, '',
    '| package | size |', '|---|---|', ...all.filter(([, bytes]) => bytes >= 100_000).map(([name, bytes]) => `| \`${name}\` | ${kilobytes(bytes)} |`),
    `| ${all.filter(([, bytes]) => bytes < 100_000).length} others | ${kilobytes(all.reduce((sum, [, bytes]) => bytes < 100_000 ? sum + bytes : sum, 0))} |`, '',
    'Installed is not loaded: `import \'latchkey\'` loads of all these only the escaping of HTML (`hono/html`); routes, `zod`, dictionaries and',
    'hashing come with the first request that needs them ([packed.test.ts](../test/house/packed.test.ts)). `latchkey/verify`, `latchkey/client` and `latchkey/cookies` load no package.', '',
    '## Types', '',
    'A small application under `strict` with `skipLibCheck`, by TypeScript 7.0.2 (`tsc --noEmit --extendedDiagnostics`, the middle of five runs):', '',
    '| application | files | types | memory | check | total |', '|---|---|---|---|---|---|',
    ...measured.map(([name, { files, types, memory, check, total: time }]) => `| ${name} | ${files} | ${types} | ${memory.toFixed(0)} MB | ${check.toFixed(3)} s | ${time.toFixed(3)} s |`), '',
    `Against the empty one: ${(ours.types / empty.types).toFixed(1)} × the types, ${(ours.total / empty.total).toFixed(2)} × the time; against Express alone ${(ours.types / alone.types).toFixed(2)} × and ${(ours.total / alone.total).toFixed(2)} ×.`, '',
  ].join('\n')
}

const tarball = pack()
const folder = emptyFolder('size')
try {
  project(folder, [tarball])
  const text = reportOf(folder)
  writeFileSync(join(root, 'docs/size.md'), text)
  say(text)
} finally {
  remove(folder)
  remove(dirname(tarball))
}
