// What programs do without a browser, or with a person elsewhere.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'

import * as oidc from 'openid-client'

import { Browser, signIn } from './browser.mjs'
import { refusal, registered, signedIn } from './party.mjs'

const DEVICE = 'urn:ietf:params:oauth:grant-type:device_code'
const CIBA = 'urn:openid:params:grant-type:ciba'

export async function discovery(world) {
  const config = await oidc.discovery(new URL(world.issuer), 'anybody', undefined, undefined, {
    execute: [oidc.allowInsecureRequests],
  })
  const oauth = await oidc.discovery(new URL(world.issuer), 'anybody', undefined, undefined, {
    execute: [oidc.allowInsecureRequests],
    algorithm: 'oauth2',
  })
  return { openid: config.serverMetadata(), oauth: oauth.serverMetadata() }
}

export async function registration(world) {
  const config = await registered(world, { 'client_name#az': 'Tərəf', scope: 'openid identity' })
  const made = config.clientMetadata()
  const bare = await refusal(registered({ ...world, token: 'wrong' }, {}))
  const evil = await refusal(registered(world, { redirect_uris: ['http://evil.example/back'] }))
  return { made, bare, evil }
}

export async function itself(world) {
  const config = await registered(world, { grant_types: ['client_credentials'], scope: 'openid' })
  const tokens = await oidc.clientCredentialsGrant(config)
  const about = await oidc.tokenIntrospection(config, tokens.access_token)
  const personal = await refusal(oidc.clientCredentialsGrant(config, { scope: 'openid' }))
  const userinfo = await refusal(oidc.fetchUserInfo(config, tokens.access_token, oidc.skipSubjectCheck))
  const wrong = new oidc.Configuration(config.serverMetadata(), config.clientMetadata().client_id, 'wrong')
  oidc.allowInsecureRequests(wrong)
  return { about, personal, userinfo, wrong: await refusal(oidc.clientCredentialsGrant(wrong)) }
}

export async function tokens(world) {
  const config = await registered(world, {})
  const { tokens } = await signedIn(world, config, { scope: 'openid offline_access identity' })
  const before = await oidc.tokenIntrospection(config, tokens.access_token)
  const other = await registered(world, {})
  const elsewhere = await oidc.tokenIntrospection(other, tokens.access_token)
  const stolen = await refusal(oidc.tokenRevocation(other, tokens.refresh_token))
  await oidc.tokenRevocation(config, tokens.refresh_token)
  await oidc.tokenRevocation(config, tokens.refresh_token)
  await oidc.tokenRevocation(config, 'nonsense')
  const after = await oidc.tokenIntrospection(config, tokens.access_token)
  const userinfo = await refusal(oidc.fetchUserInfo(config, tokens.access_token, tokens.claims().sub))
  const refresh = await refusal(oidc.refreshTokenGrant(config, tokens.refresh_token))
  return { before, elsewhere, stolen, after, userinfo, refresh }
}

export async function device(world) {
  const metadata = { token_endpoint_auth_method: 'none', grant_types: [DEVICE], redirect_uris: [] }
  const config = await registered(world, metadata, oidc.None())
  const start = await oidc.initiateDeviceAuthorization(config, { scope: 'openid' })
  const no = await oidc.initiateDeviceAuthorization(config, { scope: 'openid' })
  const early = await refusal(oidc.genericGrantRequest(config, DEVICE, { device_code: start.device_code }))
  const browser = new Browser(world.issuer)
  let page = await signIn(browser, await browser.open(start.verification_uri_complete), world.person)
  page = await browser.submit(page, 'user_code', { user_code: start.user_code })
  await browser.submit(page, 'decision', { decision: 'agree' })
  const denied = await browser.submit(await browser.open(no.verification_uri), 'user_code', { user_code: no.user_code })
  await browser.submit(denied, 'decision', { decision: 'deny' })
  const tokens = await oidc.pollDeviceAuthorizationGrant(config, start)
  const again = await refusal(oidc.genericGrantRequest(config, DEVICE, { device_code: start.device_code }))
  const refused = await refusal(oidc.genericGrantRequest(config, DEVICE, { device_code: no.device_code }))
  return { claims: tokens.claims(), early, again, refused }
}

export async function ciba(world) {
  return bySomePhone(world, { backchannel_token_delivery_mode: 'poll' }, {}, async () => {})
}

export async function cibaPing(world) {
  const told = pinged()
  const address = `http://127.0.0.1:${await told.port}/ping`
  const metadata = { backchannel_token_delivery_mode: 'ping', backchannel_client_notification_endpoint: address }
  const more = { client_notification_token: 'n'.repeat(32) }
  const answer = await bySomePhone(world, metadata, more, () => told.heard)
  const { body, authorization } = await told.heard
  return { ...answer, isOurs: body.auth_req_id === answer.auth_req_id, authorization }
}

async function bySomePhone(world, metadata, more, before) {
  const config = await registered(world, { grant_types: [CIBA], redirect_uris: [], scope: 'openid identity', ...metadata })
  const asked = { scope: 'openid', binding_message: 'Desk 7', login_hint: world.person.login, ...more }
  const begun = await oidc.initiateBackchannelAuthentication(config, asked)
  const early = await refusal(oidc.genericGrantRequest(config, CIBA, { auth_req_id: begun.auth_req_id }))
  const screen = await confirmed(world)
  await before()
  const tokens = await oidc.pollBackchannelAuthenticationGrant(config, begun)
  const again = await refusal(oidc.genericGrantRequest(config, CIBA, { auth_req_id: begun.auth_req_id }))
  const nobody = await oidc.initiateBackchannelAuthentication(config, { ...asked, login_hint: 'NOBODY1' })
  const long = await refusal(oidc.initiateBackchannelAuthentication(config, { ...asked, binding_message: 'x'.repeat(200) }))
  return { auth_req_id: begun.auth_req_id, early, screen, claims: tokens.claims(), again, nobody: Object.keys(nobody).sort(), long }
}

// The holder of the demo's phone sees the request, compares, enters the PIN.
async function confirmed(world) {
  const browser = new Browser(world.issuer)
  for (let tries = 0; tries < 150; tries++) {
    const page = await browser.open(`/demo/phone/${world.person.phone}/`)
    if (page.text.includes('name="pin"')) {
      const done = await browser.submit(page, 'pin', { act: 'confirm', pin: world.pin })
      assert.equal(done.status, 200)
      return page.text.includes('Desk 7')
    }
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error('the phone shows nothing')
}

function pinged() {
  const server = createServer()
  const port = new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server.address().port)))
  const heard = new Promise((resolve) => {
    server.on('request', async (request, response) => {
      let text = ''
      for await (const part of request) text += part
      response.writeHead(204).end()
      resolve({ body: JSON.parse(text), authorization: request.headers.authorization })
    })
  })
  return { port, heard }
}
