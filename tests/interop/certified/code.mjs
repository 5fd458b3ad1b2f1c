// The code flow in all its dresses, and what the certified client is told when it is refused.
import assert from 'node:assert/strict'

import * as jose from 'jose'
import * as oidc from 'openid-client'

import { Browser, signIn } from './browser.mjs'
import { BACK, refusal, registered, request, signedIn, through } from './party.mjs'

const SUBSTANTIAL = 'urn:pencere:assurance:substantial'

async function plain(world, method, authentication) {
  const config = await registered(world, { token_endpoint_auth_method: method }, authentication)
  const { tokens } = await signedIn(world, config, { scope: 'openid identity contact' })
  const claims = tokens.claims()
  const said = await oidc.fetchUserInfo(config, tokens.access_token, claims.sub)
  return { claims, said, type: tokens.token_type }
}

export const basic = (world) => plain(world, 'client_secret_basic', oidc.ClientSecretBasic())
export const post = (world) => plain(world, 'client_secret_post', oidc.ClientSecretPost())
export const open = (world) => plain(world, 'none', oidc.None())

export async function key(world) {
  const { privateKey, jwks } = await ownKey()
  const metadata = { token_endpoint_auth_method: 'private_key_jwt', jwks }
  const config = await registered(world, metadata, oidc.PrivateKeyJwt(privateKey))
  const { tokens } = await signedIn(world, config)
  return { claims: tokens.claims() }
}

async function ownKey(alg = 'ES256', kid = 'own-1') {
  const { privateKey, publicKey } = await jose.generateKeyPair(alg)
  const jwk = { ...(await jose.exportJWK(publicKey)), kid, alg, use: 'sig' }
  return { privateKey: { key: privateKey, kid }, jwks: { keys: [jwk] } }
}

export async function edwards(world) {
  const config = await registered(world, { id_token_signed_response_alg: 'EdDSA' })
  oidc.enableNonRepudiationChecks(config)
  const { tokens } = await signedIn(world, config)
  return { header: jose.decodeProtectedHeader(tokens.id_token), claims: tokens.claims() }
}

// The signature of the ID token is checked against our keys, beyond the transport's trust.
export async function signature(world) {
  const config = await registered(world, {})
  oidc.enableNonRepudiationChecks(config)
  const { tokens } = await signedIn(world, config)
  const keys = jose.createRemoteJWKSet(new URL(config.serverMetadata().jwks_uri))
  const options = { issuer: world.issuer, audience: `${world.issuer}/api/`, typ: 'at+jwt' }
  const access = await jose.jwtVerify(tokens.access_token, keys, options)
  return { header: jose.decodeProtectedHeader(tokens.id_token), access: access.payload }
}

export async function pushed(world) {
  const config = await registered(world, { require_pushed_authorization_requests: true })
  const { checks, parameters } = await request()
  const address = await oidc.buildAuthorizationUrlWithPAR(config, parameters)
  const back = await through(world, new Browser(world.issuer), address)
  const tokens = await oidc.authorizationCodeGrant(config, back, checks)
  const again = await new Browser(world.issuer).open(address)
  const bare = await new Browser(world.issuer).open(oidc.buildAuthorizationUrl(config, parameters))
  return { names: [...address.searchParams.keys()], claims: tokens.claims(), again: again.status, bare: bare.status }
}

export async function signedRequest(world) {
  const { privateKey, jwks } = await ownKey()
  const config = await registered(world, { require_signed_request_object: true, jwks })
  const { checks, parameters } = await request({ acr_values: SUBSTANTIAL })
  const address = await oidc.buildAuthorizationUrlWithJAR(config, parameters, privateKey)
  const back = await through(world, new Browser(world.issuer), address)
  const tokens = await oidc.authorizationCodeGrant(config, back, checks)
  const replayed = await new Browser(world.issuer).open(address)
  const unsigned = await new Browser(world.issuer).open(oidc.buildAuthorizationUrl(config, parameters))
  const other = await ownKey()
  const forged = await oidc.buildAuthorizationUrlWithJAR(config, parameters, other.privateKey)
  const refused = await new Browser(world.issuer).open(forged)
  return { claims: tokens.claims(), replayed: replayed.status, unsigned: unsigned.status, forged: refused.status }
}

export async function proven(world) {
  const config = await registered(world, { token_endpoint_auth_method: 'none', dpop_bound_access_tokens: true }, oidc.None())
  const DPoP = oidc.getDPoPHandle(config, await oidc.randomDPoPKeyPair())
  const { tokens } = await signedIn(world, config, { scope: 'openid offline_access' }, { DPoP })
  const sub = tokens.claims().sub
  const said = await oidc.fetchUserInfo(config, tokens.access_token, sub, { DPoP })
  const bare = await bareUserinfo(config, tokens.access_token)
  const thief = oidc.getDPoPHandle(config, await oidc.randomDPoPKeyPair())
  const stolen = await refusal(oidc.refreshTokenGrant(config, tokens.refresh_token, undefined, { DPoP: thief }))
  const unproven = await refusal(oidc.refreshTokenGrant(config, tokens.refresh_token))
  const fresh = await oidc.refreshTokenGrant(config, tokens.refresh_token, undefined, { DPoP })
  return { type: tokens.token_type, same: said.sub === sub, bare, stolen, unproven, fresh: fresh.token_type }
}

async function bareUserinfo(config, token) {
  const headers = { authorization: `Bearer ${token}` }
  const response = await fetch(config.serverMetadata().userinfo_endpoint, { headers })
  return [response.status, response.headers.get('www-authenticate').split(' ')[0]]
}

export async function refreshed(world) {
  const config = await registered(world, {})
  const { tokens } = await signedIn(world, config, { scope: 'openid offline_access contact' })
  const next = await oidc.refreshTokenGrant(config, tokens.refresh_token)
  const narrow = await oidc.refreshTokenGrant(config, next.refresh_token, { scope: 'openid' })
  const wider = await refusal(oidc.refreshTokenGrant(config, narrow.refresh_token, { scope: 'openid identity' }))
  const replayed = await refusal(oidc.refreshTokenGrant(config, tokens.refresh_token))
  const ended = await refusal(oidc.refreshTokenGrant(config, narrow.refresh_token))
  return {
    changed: new Set([tokens, next, narrow].map((one) => one.refresh_token)).size,
    same: next.claims().sub === tokens.claims().sub && next.claims().auth_time === tokens.claims().auth_time,
    scope: narrow.scope, wider, replayed, ended,
  }
}

// Somebody who has no second factor can't be had at a level that needs one, however the browser goes on.
export async function level(world) {
  const config = await registered(world, {})
  const browser = new Browser(world.issuer)
  const low = await signedIn({ ...world, person: world.low }, config, {}, { browser })
  const { checks, parameters } = await request({ acr_values: SUBSTANTIAL })
  const page = await browser.open(oidc.buildAuthorizationUrl(config, parameters))
  const unknown = await request({ acr_values: 'urn:other:high' })
  const gone = await browser.open(oidc.buildAuthorizationUrl(config, unknown.parameters))
  const high = await signedIn(world, config, { acr_values: SUBSTANTIAL })
  return {
    low: low.tokens.claims(),
    at: page.url?.pathname,
    high: high.tokens.claims(),
    unknown: await refusal(oidc.authorizationCodeGrant(config, gone.left, unknown.checks)),
  }
}

export async function fresh(world) {
  const config = await registered(world, {})
  const browser = new Browser(world.issuer)
  const first = await signedIn(world, config, {}, { browser })
  const silent = await signedIn(world, config, { prompt: 'none', max_age: '600' }, { browser })
  const { checks, parameters } = await request({ prompt: 'login', max_age: '0' })
  let page = await browser.open(oidc.buildAuthorizationUrl(config, parameters))
  const asked = page.url.pathname
  page = await browser.submit(page, 'password', { password: world.person.password })
  const tokens = await oidc.authorizationCodeGrant(config, page.left, { ...checks, maxAge: 10 })
  return {
    asked,
    times: [first, silent, { tokens }].map((one) => one.tokens.claims().auth_time),
  }
}

export async function silent(world) {
  const config = await registered(world, {})
  const browser = new Browser(world.issuer)
  const stranger = await silently(world, config, browser)
  await signIn(browser, await browser.open('/account/login/'), world.person)
  const unasked = await silently(world, config, browser)
  await signedIn(world, config, {}, { browser })
  const known = await signedIn(world, config, { prompt: 'none' }, { browser })
  return { stranger, unasked, claims: known.tokens.claims() }
}

async function silently(world, config, browser) {
  const { checks, parameters } = await request({ prompt: 'none' })
  const page = await browser.open(oidc.buildAuthorizationUrl(config, parameters))
  return refusal(oidc.authorizationCodeGrant(config, page.left, checks))
}

export async function claimed(world) {
  const config = await registered(world, {})
  const claims = { id_token: { personal_identifier: null, acr: { essential: true, value: SUBSTANTIAL } }, userinfo: { email: null } }
  const { tokens } = await signedIn(world, config, { claims: JSON.stringify(claims) })
  const said = await oidc.fetchUserInfo(config, tokens.access_token, tokens.claims().sub)
  return { claims: tokens.claims(), said }
}

export async function refusals(world) {
  const config = await registered(world, { scope: 'openid' })
  const told = {}
  const cases = {
    noChallenge: { code_challenge: '', code_challenge_method: '' },
    plainChallenge: { code_challenge_method: 'plain' },
    implicit: { response_type: 'token' },
    foreignScope: { scope: 'openid contact' },
    noOpenid: { scope: 'identity' },
    fragment: { response_mode: 'fragment' },
    contradiction: { prompt: 'none login' },
    foreignRequestUri: { request_uri: 'https://evil.example/request' },
  }
  for (const [name, more] of Object.entries(cases)) {
    const { checks, parameters } = await request(more)
    const page = await new Browser(world.issuer).open(oidc.buildAuthorizationUrl(config, parameters))
    told[name] = page.left ? await refusal(oidc.authorizationCodeGrant(config, page.left, checks)) : page.status
  }
  const denied = await request()
  const no = await through(world, new Browser(world.issuer), oidc.buildAuthorizationUrl(config, denied.parameters), world.person, 'deny')
  told.denied = await refusal(oidc.authorizationCodeGrant(config, no, denied.checks))
  return told
}

// What a client must notice by itself is noticed: our answers carry what it needs for that.
export async function mixedUp(world) {
  const config = await registered(world, {})
  const { checks, parameters } = await request()
  const back = await through(world, new Browser(world.issuer), oidc.buildAuthorizationUrl(config, parameters))
  const codes = []
  for (const [name, value] of [['iss', 'https://evil.example'], ['state', 'another']]) {
    const changed = new URL(back)
    changed.searchParams.set(name, value)
    await assert.rejects(oidc.authorizationCodeGrant(config, changed, checks), (problem) => {
      codes.push(problem.code)
      return true
    })
  }
  const injected = { ...checks, pkceCodeVerifier: oidc.randomPKCECodeVerifier() }
  const injection = await refusal(oidc.authorizationCodeGrant(config, back, injected))
  const other = await registered(world, {})
  const stolen = await refusal(oidc.authorizationCodeGrant(other, back, checks))
  await oidc.authorizationCodeGrant(config, back, checks)
  const replayed = await refusal(oidc.authorizationCodeGrant(config, back, checks))
  return { codes, injection, stolen, replayed, iss: back.searchParams.get('iss'), back: `${back.origin}${back.pathname}` === BACK }
}

