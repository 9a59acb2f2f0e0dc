import { describe, expect, it } from 'vitest'
import { can, isScope, roleScopes } from '../../src/core/rights.ts'

const rights = roleScopes({ editor: ['orders:read', 'orders:write'], '*': ['profile:read'], admin: ['orders:delete'] })

describe('can', () => {
  it.each([
    [['editor'], null, 'orders:read', true], [['editor'], ['orders:read'], 'orders:read', true],
    [['editor'], ['orders:read'], 'orders:write', false], [['editor'], [], 'orders:read', false],
    [[], ['orders:read'], 'orders:read', false], [[], null, 'profile:read', true], [[], ['profile:read'], 'profile:read', true],
    [['editor'], ['orders:read'], 'profile:read', false], [['admin'], null, 'latchkey:admin', true], [['admin'], null, 'orders:delete', true],
    [['admin'], null, 'orders:read', false], [['editor'], null, 'latchkey:admin', false], [['editor'], ['latchkey:admin'], 'latchkey:admin', false],
    [['editor'], ['*'], 'orders:read', false], [['*'], null, 'profile:read', true], [['constructor', '__proto__', 'toString'], null, 'length', false],
    [['editor'], null, 'orders', false], [['editor'], null, 'orders:read orders:write', false], [['editor'], null, '', false], [['EDITOR'], null, 'orders:read', false],
  ])('with the roles %j and the scope %j: %s is %s', (roles, scope, action, is) => {
    expect(can(rights, { roles, scope }, action)).toBe(is)
  })
})

it.each([
  ['latchkey: is the administrator\'s alone', { editor: ['latchkey:admin'] }], ['of everybody too', { '*': ['latchkey:metrics'] }], ['of admin itself', { admin: ['latchkey:other'] }],
  ['two words', { editor: ['a b'] }], ['none', { editor: [''] }], ['a quote', { editor: ['a"'] }], ['too long', { editor: ['x'.repeat(65)] }],
])('a role is refused that is given what it cannot have: %s', (_, roles) => {
  expect(() => roleScopes(roles)).toThrow(TypeError)
  expect(() => roleScopes(roles)).toThrow(Object.keys(roles)[0] ?? '')
})

it.each([['orders:read', true], ['*', true], ['x'.repeat(64), true], ['', false], ['a b', false], ['a\\b', false], ['é', false], ['a\n', false]])('%j is a scope: %s (RFC 6749 §3.3)', (text, is) => {
  expect(isScope(text)).toBe(is)
})
