/** Each write as a step on a change. Everything a caller gave is checked and copied before the first step runs. */
import type { Table, Write } from '../../contracts.ts'
import { checkCount, checkKey, encodePart, encodeRow, encodeSet, keyColumn } from '../codec.ts'
import type { ColumnValues } from '../codec.ts'
import type { Records } from '../columns.ts'
import { copied, frozen } from './tables.ts'
import type { Change } from './tables.ts'

/** False: the write did not hold. */
export type Step = (change: Change) => boolean

export function step(write: Write): Step {
  switch (write.do) {
    case 'insert': return insert(write.table, write.row)
    case 'update': return update(write)
    case 'delete': return remove(write)
    case 'count': return count(write)
    case 'uncount': return uncount(write)
    case 'revoke': return revoke(write)
    case 'record': return record(write)
    default: throw new TypeError('There is no write of this name.')
  }
}

type Of<Verb> = Extract<Write, { readonly do: Verb }>

function insert<T extends Table>(table: T, row: Records[T]): Step {
  const values = encodeRow(table, row)
  const key = String(values[keyColumn(table)])
  return (change) => change.get(table, key) === undefined && change.place(table, key, frozen(table, values))
}

function update({ table, id, if: guard, set }: Of<'update'>): Step {
  const wanted = encodePart(table, guard)
  const news = encodeSet(table, set)
  checkKey(table, id)
  return (change) => {
    const values = matching(change, { table, id, wanted })
    return values !== null && change.place(table, id, frozen(table, { ...values, ...news }))
  }
}

function remove({ table, id, if: guard }: Of<'delete'>): Step {
  const wanted = encodePart(table, guard)
  checkKey(table, id)
  return (change) => {
    if (matching(change, { table, id, wanted }) === null) return false
    change.remove(table, id)
    return true
  }
}

function matching(
  change: Change,
  { table, id, wanted }: { readonly table: Table, readonly id: string, readonly wanted: ColumnValues },
): ColumnValues | null {
  const row = change.get(table, id)
  if (row === undefined) return null
  const values = encodeRow(table, row)
  return Object.entries(wanted).every(([column, value]) => values[column] === value) ? values : null
}

function count({ bucket, at, until, atMost }: Of<'count'>): Step {
  checkCount('atMost', atMost)
  const first = copied('throttle', { bucket, count: 1, last: at, until })
  return (change) => {
    const stored = change.get('throttle', bucket)
    const live = stored !== undefined && stored.until > at ? stored : null
    if ((live?.count ?? 0) >= atMost) return false
    const next = live === null ? first : Object.freeze({ ...live, count: live.count + 1, last: at })
    return change.place('throttle', bucket, next)
  }
}

function uncount({ bucket, by }: Of<'uncount'>): Step {
  checkKey('throttle', bucket)
  checkCount('by', by)
  return (change) => {
    const stored = change.get('throttle', bucket)
    if (stored === undefined) return true
    if (stored.count <= by) change.remove('throttle', bucket)
    else change.place('throttle', bucket, Object.freeze({ ...stored, count: stored.count - by }))
    return true
  }
}

function revoke({ entry }: Of<'revoke'>): Step {
  const kept = copied('revocation', entry)
  return (change) => {
    change.append(kept)
    return true
  }
}

function record({ event }: Of<'record'>): Step {
  const kept = copied('event', event)
  return (change) => {
    change.record(kept)
    return true
  }
}
