import { expect, it } from 'vitest'
import { createElapsed } from '../../src/create-auth/elapsed.ts'

function clocks() {
  const now = { monotonic: 5000, wall: 1_700_000_000_000 }
  const elapsed = createElapsed({ monotonic: () => now.monotonic, wall: () => now.wall })
  const pass = (milliseconds: number, wall = milliseconds) => {
    now.monotonic += milliseconds
    now.wall += wall
    return elapsed()
  }
  return { elapsed, pass }
}

it('passes with the monotonic clock, however often it is asked', () => {
  const { pass } = clocks()
  for (let n = 0; n < 1000; n++) pass(0.3, n % 3 === 0 ? 1 : 0) // the wall clock has whole milliseconds
  expect(pass(0)).toBeCloseTo(5.3, 1)
})

it('counts the sleep of a machine, in which the monotonic clock stands still', () => {
  const { pass } = clocks()
  expect(pass(100, 3_600_100)).toBeCloseTo(3605.1)
  expect(pass(1000)).toBeCloseTo(3606.1)
})

it('is not set back, and counts no small correction', () => {
  const { pass } = clocks()
  expect(pass(100, -50_000)).toBeCloseTo(5.1)
  expect(pass(100, 300)).toBeCloseTo(5.2)
  expect(pass(100, 100)).toBeCloseTo(5.3)
})
