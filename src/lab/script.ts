/**
 * The one script of the lab: it sends the same forms, and puts what comes back in place. Without it each form leads to the page
 * again. It keeps nothing, reads no cookie, and knows no credential.
 */
export const script = /* js */ `'use strict'
const steady = matchMedia('(prefers-reduced-motion: reduce)')
const live = document.getElementById('live')
let busy = false

document.addEventListener('submit', (event) => {
  const form = event.target
  if (!form.closest('#lab')) return
  event.preventDefault()
  if (busy) return
  busy = true
  const main = document.getElementById('main')
  main.setAttribute('aria-busy', 'true')
  const key = event.submitter?.dataset.key
  run(form, new URLSearchParams(new FormData(form, event.submitter)))
    .then(() => { again(key) }, () => { form.submit() })
    .finally(() => {
      busy = false
      main.removeAttribute('aria-busy')
    })
})

/** One lane after another, so that each is seen when it was run. */
async function run(form, fields) {
  const action = form.getAttribute('action')
  if (!action.endsWith('/logins')) {
    await send(action, fields)
    return tell(action)
  }
  for (const lane of ['cookie', 'jwt', 'token']) {
    fields.set('lane', lane)
    await send(action, fields, (page) => { hide(page, lane) })
    await reveal(lane)
  }
}

async function send(action, body, prepare = () => {}) {
  const response = await fetch(action, { method: 'POST', body, headers: { accept: 'text/html' } })
  const page = new DOMParser().parseFromString(await response.text(), 'text/html')
  const [old, fresh] = [document.getElementById('lab'), page.getElementById('lab')]
  if (!fresh) throw new TypeError('no page of the lab')
  prepare(page)
  old.replaceChildren(...fresh.childNodes)
}

const stepsOf = (page, lane) => [...page.querySelectorAll('#lane-' + lane + ' .step')]

function hide(page, lane) {
  if (!steady.matches) for (const step of stepsOf(page, lane)) step.hidden = true
}

/** In their order, so that each can be read as it comes; their times stand beside them. */
async function reveal(lane) {
  for (const step of stepsOf(document, lane)) {
    if (step.hidden) await new Promise((resolve) => { setTimeout(resolve, 90) })
    step.hidden = false
    live.textContent = document.getElementById('l-' + lane).firstChild.textContent + ': ' + step.querySelector('h3').textContent
  }
}

/** What was answered, for who does not see it. */
function tell(action) {
  const verdicts = action.endsWith('/attempts') ? [...document.querySelectorAll('.trial article')] : []
  live.textContent = verdicts.map((one) => one.querySelector('h3').textContent + ': ' + one.querySelector('.verdict p').textContent).join('. ')
}

/** The button that was pressed was put in anew; whoever pressed it stays on it. */
function again(key) {
  const button = key && document.querySelector('[data-key="' + key + '"]')
  if (button) button.focus({ preventScroll: true })
}
`
