/** The seven steps of each lane: a list that reads as one, and a sequence diagram for who sees it. */
import { html, type Markup } from '../../pages/markup.ts'
import { type Lane, type LaneFacts, lanes, type Seen } from '../facts.ts'
import { objectIn } from '../wire.ts'
import { duration, type Filled, icons } from './view.ts'
import { credentialOf, storeBlock, wire } from './wire.ts'

export const steps = (view: Filled): Markup => html`
  <section class="lanes" id="steps" aria-label="${view.text.parts.steps}">
    <ol class="rail" aria-hidden="true">${view.text.steps.map((name, at) => html`<li><span class="n">${at + 1}</span><span>${name}</span></li>`)}</ol>
    ${lanes.map((lane) => laneSection(view, lane))}
  </section>`

const laneSection = (view: Filled, lane: Lane): Markup => {
  const { name, what, about } = view.text.lanes[lane]
  const facts = view.notebook?.lanes.get(lane)
  const [browser, server, store] = view.text.actors
  return html`
    <section class="lane" id="lane-${lane}" aria-labelledby="l-${lane}">
      <header><h2 id="l-${lane}">${name}<small>${what}</small></h2><p>${about}</p></header>
      <div class="actors" aria-hidden="true"><span>${browser}</span><span>${server}</span><span>${store}</span></div>
      <ol class="steps">${view.text.steps.map((title, at) => html`
        <li class="step"><h3><span class="n">${at + 1}</span>${title}</h3><p>${view.text.says[lane][at] ?? ''}</p>${facts !== undefined && stepOf(view, facts, at)}</li>`)}
      </ol>
    </section>`
}

const stepOf = (view: Filled, facts: LaneFacts, at: number): Markup => ([sent, checked, made, kept, carried, verified, given][at] ?? sent)(view, facts)

type Step = (view: Filled, facts: LaneFacts) => Markup

const arrow = (way: 'bs' | 'sb' | 'ss', label: string, isCarrying = false): Markup =>
  html`<div class="arr ${way}${isCarrying ? ' has' : ''}"><span>${label}</span></div>`

const checkLine = (label: string, time?: number): Markup =>
  html`<li>${icons.check}<span>${label}</span>${time !== undefined && html`<span class="t">${duration(time)}</span>`}</li>`

/** What came before the password was proved, and what came after. */
function parted(seen: readonly Seen[]): { readonly before: readonly Seen[], readonly after: readonly Seen[] } {
  const at = seen.findIndex(({ did }) => did === 'hash') + 1
  return { before: seen.slice(0, at), after: seen.slice(at) }
}

function timeFor(seen: readonly Seen[], did: Seen['did']): number | undefined {
  return seen.find((one) => one.did === did)?.ms
}

const sent: Step = ({ text }, { login, credential }) => html`${arrow('bs', text.bytes(login.request.bytes))}${wire(login.request, { credential }, text)}`

const checked: Step = ({ text }, { seenAtLogin }) => {
  const { before } = parted(seenAtLogin)
  const hash = timeFor(before, 'hash')
  return html`${arrow('ss', text.find)}${storeBlock(before)}<ul class="checks">
    <li>${icons.check}<span>${text.passwordMatches}</span>${hash !== undefined && html`<span class="t">Argon2id ${duration(hash)}</span>`}</li>
    ${checkLine(text.accountLive)}</ul>`
}

const made: Step = ({ text }, { lane, credential, seenAtLogin }) => {
  const { after } = parted(seenAtLogin)
  const time = timeFor(after, 'issue')
  return html`<div class="work">${credentialOf({ credential })}${time !== undefined && html` <span class="t">${duration(time)}</span>`}
    <p class="dim">${text.made[lane]({ characters: credential.length, key: keyIn(credential) })}</p></div>
    ${arrow('ss', text.keep)}${storeBlock(after)}<p class="aside">${text.notStored}</p>`
}

/** The name of the key, which a JWT states in clear. */
function keyIn(credential: string): string {
  const [header = ''] = credential.split('.')
  const kid = objectIn(Buffer.from(header, 'base64url').toString('utf8'))?.['kid']
  return typeof kid === 'string' ? `${kid.slice(0, 8)}…` : ''
}

const kept: Step = ({ text }, { login, credential, setCookie }) => {
  const { where, rest } = text.kept[setCookie === null ? 'memory' : 'jar']
  return html`${arrow('sb', text.bytes(login.response.bytes), true)}${wire(login.response, { credential }, text)}<div class="kept"><b>${where}</b>${rest}</div>`
}

const carried: Step = ({ text }, { resource, credential, carried: { bytes } }) =>
  html`${arrow('bs', text.toCarry(bytes), true)}${wire(resource.request, { credential, isFull: true }, text)}`

const verified: Step = ({ text }, { lane, seenAtResource }) => {
  const reads = seenAtResource.filter(({ did }) => did === 'read')
  const time = timeFor(seenAtResource, 'verify')
  const isAsked = reads.length > 0
  return html`${isAsked && html`${arrow('ss', text.find)}${storeBlock(reads)}`}<ul class="checks">
    ${checkLine(text.authentic[lane], time)}
    ${isAsked
      ? html`${checkLine(text.sessionFound, reads[0]?.ms)}${checkLine(text.notOver)}`
      : html`${checkLine(text.timesAndAudience)}${checkLine(text.notRevoked)}<li class="o">${icons.none}<span>${text.storeNotAsked}</span></li>`}</ul>`
}

const given: Step = ({ text }, { resource, credential }) =>
  html`${arrow('sb', text.bytes(resource.response.bytes))}${wire(resource.response, { credential }, text)}`
