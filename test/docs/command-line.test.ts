/** The page on the command line names every command and every option that there is, and the page on imports every format. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { commands } from '../../src/server/command-line/commands.ts'
import { formats } from '../../src/server/import/formats.ts'

const page = (name: string) => readFileSync(new URL(`../../docs/${name}.md`, import.meta.url), 'utf8')

it.each(commands)('docs/command-line.md has $name and its options', ({ name, flags = {} }) => {
  const [row = ''] = page('command-line').split('\n').filter((line) => line.startsWith('|') && line.includes(`\`${name}`))
  expect(row).not.toBe('')
  const told = page('command-line')
  expect(Object.keys(flags).filter((flag) => !told.includes(`--${flag}`))).toEqual([])
})

it('docs/import.md has every format', () => {
  const told = page('import')
  expect(Object.keys(formats).filter((format) => !told.includes(`| \`${format}\``))).toEqual([])
})
