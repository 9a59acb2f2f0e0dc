/**
 * `npm run release -- --dry-run`: what a release would do. Without the flag it publishes, and only from a workflow that can sign
 * where the package comes from (npm's provenance); nobody publishes from a machine of their own. docs/releasing.md has the steps.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { argv, env } from 'node:process'
import { root, run, say } from './packed/shell.ts'

interface Packed { readonly size: number, readonly unpackedSize: number, readonly files: readonly { readonly path: string }[] }
interface Manifest { readonly name: string, readonly version: string }

const isDry = argv.includes('--dry-run')
const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest // our own file
const changelog = readFileSync(join(root, 'CHANGELOG.md'), 'utf8')

/** What stands against a release, each in one sentence. */
function obstacles(): readonly string[] {
  return [
    ...(run(['git', 'status', '--porcelain'], { cwd: root }) === '' ? [] : ['There are changes that are not committed.']),
    ...(changelog.includes(`## ${version}`) ? [] : [`CHANGELOG.md has no part "## ${version}".`]),
    // GitHub and GitLab give these to a job that may ask for an identity.
    ...(env['ACTIONS_ID_TOKEN_REQUEST_URL'] === undefined && env['SIGSTORE_ID_TOKEN'] === undefined ? ['This is no workflow that can sign where the package comes from.'] : []),
  ]
}

/** Every file, and what all of them weigh. */
function contents(): string {
  const [{ files, size, unpackedSize }] = JSON.parse(run(['npm', 'pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: root })) as [Packed] // what npm answers
  return [...files.map(({ path }) => path), `${files.length} files, ${size} bytes, ${unpackedSize} unpacked`].join('\n')
}

const found = obstacles()
say(`${name}@${version}${isDry ? ', as it would be published:' : ''}`)
for (const one of found) say(`- ${one}`)
if (isDry) say(contents())
if (isDry) say('It would run: npm publish --provenance --access public')
else if (found.length > 0) process.exitCode = 1
else say(run(['npm', 'publish', '--provenance', '--access', 'public', '--ignore-scripts'], { cwd: root }))
