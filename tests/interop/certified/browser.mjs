// A person's browser without a screen: keeps cookies, follows redirects within pencere, fills in
// forms. A redirect to anywhere else is where the browser left to, and isn't followed.
import { createHmac } from 'node:crypto'

const HIDDEN = /<input\b[^>]*type="hidden"[^>]*>/g

export class Browser {
  constructor(origin) {
    this.origin = origin
    this.cookies = new Map()
  }

  async open(address) {
    return this.#go(new URL(address, this.origin), {})
  }

  // Sends the form of the page that has a field or button of this name.
  async submit(page, name, values = {}) {
    const form = formWith(page.text, name)
    const body = new URLSearchParams({ ...form.hidden, ...values })
    return this.#go(new URL(form.action || page.url, page.url), { method: 'POST', body })
  }

  async #go(address, options) {
    for (let hops = 0; hops < 12; hops++) {
      if (address.origin !== this.origin) return { left: address }
      const response = await this.#once(address, options)
      const to = response.headers.get('location')
      if (!to || response.status < 300 || response.status > 399) {
        const text = await response.text()
        return { url: address, status: response.status, headers: response.headers, text }
      }
      address = new URL(to, address)
      options = {}
    }
    throw new Error(`redirects without end at ${address}`)
  }

  async #once(address, options) {
    const cookie = [...this.cookies].map((pair) => pair.join('=')).join('; ')
    const headers = { cookie, 'accept-language': 'en' }
    const response = await fetch(address, { ...options, headers, redirect: 'manual' })
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)
      if (value === '' || /max-age=0/i.test(line)) this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
    return response
  }
}

function formWith(html, name) {
  for (const [, head, body] of html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)) {
    if (!body.includes(`name="${name}"`)) continue
    const hidden = {}
    for (const [input] of body.matchAll(HIDDEN)) hidden[of(input, 'name')] = of(input, 'value')
    return { action: of(head, 'action'), hidden }
  }
  throw new Error(`no form with ${name} in: ${html.replace(/\s+/g, ' ').slice(0, 3000)}`)
}

function of(tag, attribute) {
  const found = new RegExp(`\\s${attribute}="([^"]*)"`).exec(tag)
  return found ? plain(found[1]) : ''
}

function plain(text) {
  const names = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&#34;': '"', '&#39;': "'" }
  return text.replace(/&(?:amp|lt|gt|#34|#39);/g, (found) => names[found])
}

// Signs in on whichever page of the sign-in is open, with the code after it where one is asked for.
export async function signIn(browser, page, person) {
  page = await browser.submit(page, 'login', { login: person.login, password: person.password })
  if (page.text?.includes('name="code"')) page = await giveCode(browser, page, person)
  return page
}

export async function giveCode(browser, page, person) {
  return browser.submit(page, 'code', { code: totp(person.totp_secret) })
}

// RFC 6238 with SHA-1, six digits, thirty seconds: what an authenticator app shows.
function totp(secret) {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)))
  const digest = createHmac('sha1', base32(secret)).update(counter).digest()
  const number = digest.readUInt32BE(digest[19] & 15) & 0x7fffffff
  return String(number % 1_000_000).padStart(6, '0')
}

function base32(text) {
  const bits = [...text].map((letter) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'),
  )
  return Buffer.from(bits.join('').match(/.{8}/g).map((byte) => parseInt(byte, 2)))
}
