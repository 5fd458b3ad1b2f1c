// Signing out, here and at the other systems of the session.
import { createServer } from 'node:http'

import * as jose from 'jose'
import * as oidc from 'openid-client'

import { Browser } from './browser.mjs'
import { refusal, registered, request, signedIn } from './party.mjs'

const AFTER = 'http://127.0.0.1:1/bye'

export async function signOut(world) {
  const told = toldOfLogout()
  const address = `http://127.0.0.1:${await told.port}/logout`
  const bank = await registered(world, { post_logout_redirect_uris: [AFTER] })
  const shop = await registered(world, { backchannel_logout_uri: address })
  const browser = new Browser(world.issuer)
  const first = await signedIn(world, bank, {}, { browser })
  const second = await signedIn(world, shop, {}, { browser })
  const leave = oidc.buildEndSessionUrl(bank, {
    id_token_hint: first.tokens.id_token,
    post_logout_redirect_uri: AFTER,
    state: 's1',
  })
  const page = await browser.open(leave)
  const token = await told.heard
  const keys = jose.createRemoteJWKSet(new URL(shop.serverMetadata().jwks_uri))
  const audience = shop.clientMetadata().client_id
  const logout = await jose.jwtVerify(token, keys, { issuer: world.issuer, audience, typ: 'logout+jwt' })
  const { checks, parameters } = await request({ prompt: 'none' })
  const gone = await browser.open(oidc.buildAuthorizationUrl(bank, parameters))
  return {
    left: page.left?.href,
    logout: logout.payload,
    session: second.tokens.claims(),
    over: (await oidc.tokenIntrospection(shop, second.tokens.access_token)).active,
    silent: await refusal(oidc.authorizationCodeGrant(bank, gone.left, checks)),
  }
}

// Without proof the person is asked, and a foreign address is nowhere to go.
export async function unproven(world) {
  const bank = await registered(world, { post_logout_redirect_uris: [AFTER] })
  const browser = new Browser(world.issuer)
  const { tokens } = await signedIn(world, bank, {}, { browser })
  const evil = await browser.open(
    oidc.buildEndSessionUrl(bank, { post_logout_redirect_uri: 'https://evil.example/' }),
  )
  const page = await browser.open(oidc.buildEndSessionUrl(bank, { post_logout_redirect_uri: AFTER }))
  const still = (await oidc.tokenIntrospection(bank, tokens.access_token)).active
  const done = await browser.submit(page, 'sealed')
  const after = (await oidc.tokenIntrospection(bank, tokens.access_token)).active
  return { evil: evil.status, asked: page.status, still, left: done.left?.href, after }
}

function toldOfLogout() {
  const server = createServer()
  const port = new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server.address().port)))
  const heard = new Promise((resolve) => {
    server.on('request', async (incoming, response) => {
      let text = ''
      for await (const part of incoming) text += part
      response.writeHead(200).end()
      resolve(new URLSearchParams(text).get('logout_token'))
    })
  })
  return { port, heard }
}
