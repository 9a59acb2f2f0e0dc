import { describe, expect, it } from 'vitest'
import { createCircuit } from '../../../src/core/parts/circuit.ts'

function made() {
  let now = 0
  const reports: unknown[] = []
  const circuit = createCircuit({ name: 'thing', elapsed: () => now, report: (error) => { reports.push(error) } })
  let asked = 0
  const failing = () => { asked++; return Promise.reject(new Error('no')) }
  const answering = () => { asked++; return Promise.resolve('yes') }
  return { circuit, reports, failing, answering, asked: () => asked, pass: (seconds: number) => { now += seconds } }
}

describe('a circuit', () => {
  it('hands on what is answered', async () => {
    const { circuit, answering, reports } = made()
    expect(await circuit.ask(answering)).toBe('yes')
    expect(reports).toEqual([])
  })

  it('gives up after 50 ms, and answers nothing where there was a fault, thrown at once or later', async () => {
    const { circuit, failing } = made()
    const start = performance.now()
    expect(await circuit.ask(() => new Promise(() => {}))).toBeUndefined()
    expect(performance.now() - start).toBeLessThan(200)
    expect(await circuit.ask(failing)).toBeUndefined()
    expect(await circuit.ask(() => { throw new Error('at once') })).toBeUndefined()
  })

  it('opens at the third failure in a row, and says so once', async () => {
    const { circuit, failing, answering, asked, reports } = made()
    for (const work of [failing, failing, answering, failing, failing]) await circuit.ask(work)
    expect(reports).toEqual([])
    expect(asked()).toBe(5)
    await circuit.ask(failing)
    expect(await circuit.ask(answering)).toBeUndefined()
    expect(asked()).toBe(6)
    expect(reports.map(String)).toEqual(['Error: The thing is away, and is done without: no.'])
  })

  it('asks once in a second while it is open, for all who want to, and closes when that is answered', async () => {
    const { circuit, failing, answering, asked, reports, pass } = made()
    for (let n = 0; n < 3; n++) await circuit.ask(failing)
    pass(0.99)
    await circuit.ask(answering)
    expect(asked()).toBe(3)
    pass(0.01)
    await Promise.all(Array.from({ length: 10 }, () => circuit.ask(failing)))
    expect(asked()).toBe(4)
    pass(1)
    expect(await circuit.ask(answering)).toBe('yes')
    expect(await circuit.ask(answering)).toBe('yes')
    expect(reports).toHaveLength(1)
  })
})
