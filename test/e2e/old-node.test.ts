/** An older Node gets one sentence, before anything is loaded that it could not read. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { leastNode, refusedNode } from '../../src/server/node-version.ts'
import { loadedWith } from '../house/graph.ts'

const pretending = (version: string) => `data:text/javascript,Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`
const latchkey = (version: string) => spawnSync(process.execPath, ['--import', pretending(version), 'dist/server/bin.js', 'secret', 'generate'], { encoding: 'utf8' })

describe('the command', () => {
  it('says which Node it needs to one that is older', () => {
    const { status, stdout, stderr } = latchkey('20.20.2')
    expect([status, stdout, stderr]).toEqual([1, '', 'latchkey needs Node 22.13 or newer; this is Node 20.20.2.\n'])
  })

  it('runs on the oldest that it takes', () => {
    const { status, stdout } = latchkey('22.13.0')
    expect([status, stdout.length]).toEqual([0, 44])
  })

  it('loads nothing before it has looked', () => {
    const { files, packages } = loadedWith('src/server/bin.ts', { dynamic: false })
    expect([[...files], [...packages]]).toEqual([['src/server/bin.ts', 'src/server/node-version.ts'], []])
  })
})

it.each([['22.13.0', true], ['22.12.9', false], ['23.0.0', true], ['24.21.0', true], ['18.20.0', false]])('Node %s is new enough: %s', (version, is) => {
  expect(refusedNode(version) === null).toBe(is)
})

it('is what `engines` says', () => {
  const { engines } = JSON.parse(readFileSync('package.json', 'utf8')) as { engines: { node: string } } // our own file
  expect(engines.node).toBe(`>=${leastNode.join('.')}`)
})
