/** Lists for who administers read no more rows than a page needs: each is found by an index, in its order. */
import { describe, expect, it, onTestFinished } from 'vitest'
import { eventCounts, eventsList, liveSessionsList, usersList, type List } from '../../src/stores/sql/lists.ts'
import { openDatabase } from '../../src/stores/sqlite/database.ts'
import { dialect } from '../../src/stores/sqlite/statements.ts'
import { newFile } from './files.ts'

function planOf({ sql, values }: List): string {
  const database = openDatabase(newFile(), Infinity)
  onTestFinished(() => database.close())
  return database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values).map(({ detail }) => String(detail)).join('\n')
}

const page = { limit: 20, after: 'x' }

describe('a list for who administers', () => {
  it.each([
    ['users by name', usersList({ by: 'canonical', prefix: 'mi' }, page, dialect), 'sqlite_autoindex_user_2 (canonical>'],
    ['users by address', usersList({ by: 'email', prefix: 'mi' }, page, dialect), 'user_by_email (<expr>>'],
    ['users by role', usersList({ by: 'role', role: 'admin' }, page, dialect), 'user_with_roles (id>'],
    ['users by id', usersList({ by: 'id' }, page, dialect), 'sqlite_autoindex_user_1 (id>'],
    ['live sessions', liveSessionsList(1, page, dialect), 'session_by_creation ((created,id)<'],
    ['events', eventsList({}, page, dialect), 'event_by_time'],
    ['events of a time', eventsList({ from: 1, until: 2 }, page, dialect), 'event_by_time'],
    ['events about somebody', eventsList({ subject: 'x' }, page, dialect), 'event_of_subject (subject=?'],
    ['events of a type', eventsList({ type: 'x' }, page, dialect), 'event_of_type (type=?'],
    ['events by somebody', eventsList({ actor: 'x' }, page, dialect), 'event_of_actor (actor=?'],
    ['counted events', eventCounts({ types: ['x', 'y'], from: 1, until: 2 }, dialect), 'COVERING INDEX event_of_type (type=? AND at>? AND at<?)'],
  ])('of %s is found by an index, and is not sorted', (name, list, index) => {
    const plan = planOf(list)
    expect(plan).toContain(index)
    expect(plan).not.toMatch(/SCAN (user|event|session)\b/)
    expect(plan.includes('USE TEMP B-TREE')).toBe(name === 'counted events')
  })
})
