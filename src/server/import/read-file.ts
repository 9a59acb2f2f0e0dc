/** The rows of a file, whatever it is: SQLite, JSON or JSON Lines. Knows no format of anybody's users. */
import { createReadStream, openSync, closeSync, readSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { CommandError } from '../commands/command-error.ts'

export type Row = Readonly<Record<string, unknown>>

/** `at` names the place to people: `line 3`, `row 3 of user`. `row` is null where no row could be read there. */
export interface Placed { readonly at: string, readonly row: Row | null }

export interface Source {
  /** Empty: the file is one list of rows. */
  readonly tables: readonly string[]
  rows(table: string): AsyncIterable<Placed>
  close(): void
}

/** A whole JSON document is held in memory; more than this belongs into lines. */
const mostJson = 256 * 2 ** 20

export async function openSource(file: string): Promise<Source> {
  const beginning = beginningOf(file)
  if (beginning.startsWith('SQLite format 3\0')) return openSqlite(file)
  const text = beginning.trimStart()
  if (text === '' || isFirstOfLines(text)) return linesIn(file)
  if (text.startsWith('[') || text.startsWith('{')) return openJson(file)
  throw new CommandError(`"${file}" is neither SQLite nor JSON nor JSON Lines.`)
}

/** A line that is an object by itself, and no document of tables. */
function isFirstOfLines(text: string): boolean {
  const end = text.indexOf('\n')
  const first = parsed(end === -1 ? text : text.slice(0, end))
  return isRow(first) && !isDocument(first)
}

function isDocument(value: Row): value is Readonly<Record<string, unknown[]>> {
  const tables = Object.values(value)
  return tables.length > 0 && tables.every(Array.isArray)
}

function beginningOf(file: string): string {
  try {
    const open = openSync(file, 'r')
    const buffer = Buffer.alloc(65_536)
    const length = readSync(open, buffer, 0, buffer.length, 0)
    closeSync(open)
    return buffer.toString('utf8', 0, length).replace(/^\ufeff/, '')
  } catch (error) {
    throw new CommandError(`"${file}" cannot be read (${error instanceof Error && 'code' in error ? String(error.code) : 'unknown'}).`, { cause: error })
  }
}

async function openJson(file: string): Promise<Source> {
  if (statSync(file).size > mostJson) throw new CommandError(`"${file}" is larger than 256 MB; write it as JSON Lines, one user a line.`)
  const document = parsed((await readFile(file, 'utf8')).replace(/^\ufeff/, ''))
  if (Array.isArray(document)) return { tables: [], rows: () => listed(document, ''), close: () => undefined }
  if (!isRow(document) || !isDocument(document)) throw new CommandError(`"${file}" is neither a list of users, nor an object of such lists, nor one user a line.`)
  return { tables: Object.keys(document), rows: (table) => listed(document[table] ?? [], table), close: () => undefined }
}

async function* listed(rows: readonly unknown[], table: string): AsyncIterable<Placed> {
  for (const [n, row] of rows.entries()) yield { at: `row ${n + 1}${table === '' ? '' : ` of ${table}`}`, row: isRow(row) ? row : null }
  await Promise.resolve()
}

function linesIn(file: string): Source {
  return { tables: [], rows: () => readLines(file), close: () => undefined }
}

async function* readLines(file: string): AsyncIterable<Placed> {
  let n = 0
  for await (const line of createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity })) {
    n++
    const text = line.replace(/^\ufeff/, '')
    if (text.trim() === '') continue
    const row = parsed(text)
    yield { at: `line ${n}`, row: isRow(row) ? row : null }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

async function openSqlite(file: string): Promise<Source> {
  const { DatabaseSync } = await import('node:sqlite')
  const told = <T>(work: () => T): T => {
    try {
      return work()
    } catch (error) {
      throw new CommandError(`"${file}" cannot be read as SQLite: ${error instanceof Error ? error.message : 'it is damaged'}.`, { cause: error })
    }
  }
  const database = told(() => new DatabaseSync(file, { readOnly: true }))
  const found = told(() => database.prepare(`SELECT "name" FROM "sqlite_master" WHERE "type" IN ('table', 'view') AND "name" NOT LIKE 'sqlite_%'`).all())
  const tables = found.map(({ name }) => String(name))
  return {
    tables,
    async* rows(table) {
      if (!tables.includes(table)) return
      // A table that is damaged in the middle is told by the row before it.
      const statement = told(() => database.prepare(`SELECT * FROM "${table.replaceAll('"', '""')}"`))
      statement.setReadBigInts(true)
      const rows = statement.iterate()
      for (let n = 1; ; n++) {
        const { done, value } = told(() => rows.next())
        if (done === true) return
        yield { at: `row ${n} of ${table}`, row: withNumbers(value) }
      }
    },
    close: () => { database.close() },
  }
}

/** A whole number that no JavaScript number holds (an id of many digits) becomes text. */
function withNumbers(row: Row): Row {
  const plain = (value: unknown) => typeof value !== 'bigint' ? value : Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)]))
}
