// A relying party on openid-client: registers itself by dynamic registration, sends browsers to
// pencere and takes them back.
import assert from 'node:assert/strict'

import * as oidc from 'openid-client'

import { Browser, signIn } from './browser.mjs'

export const BACK = 'http://127.0.0.1:1/back'
const INSECURE = { execute: [oidc.allowInsecureRequests] } // the test's pencere speaks http

// A new client of pencere with these metadata.
export async function registered(world, metadata, authentication = oidc.ClientSecretBasic()) {
  const given = {
    client_name: 'Relying party',
    redirect_uris: [BACK],
    token_endpoint_auth_method: 'client_secret_basic',
    grant_types: ['authorization_code', 'refresh_token'],
    scope: 'openid offline_access identity contact mandate',
    ...metadata,
  }
  const options = { ...INSECURE, initialAccessToken: world.token }
  return oidc.dynamicClientRegistration(new URL(world.issuer), given, authentication, options)
}

// What goes with one authorization request, and what must come back.
export async function request(more = {}) {
  const verifier = oidc.randomPKCECodeVerifier()
  const checks = {
    pkceCodeVerifier: verifier,
    expectedState: oidc.randomState(),
    expectedNonce: oidc.randomNonce(),
    idTokenExpected: true,
  }
  const parameters = {
    redirect_uri: BACK,
    scope: 'openid',
    state: checks.expectedState,
    nonce: checks.expectedNonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...more,
  }
  return { checks, parameters }
}

// Through sign-in and consent as a person would go; where the browser left to.
export async function through(world, browser, address, who = world.person, decision = 'agree') {
  let page = await browser.open(address)
  if (page.text?.includes('name="login"')) page = await signIn(browser, page, who)
  if (page.text?.includes('name="decision"')) page = await browser.submit(page, 'decision', { decision })
  assert.ok(page.left, `still at ${page.url}: ${page.status} ${page.text?.slice(0, 2000)}`)
  return page.left
}

// The plain code flow, whole.
export async function signedIn(world, config, more = {}, options = {}) {
  const browser = options.browser ?? new Browser(world.issuer)
  const { checks, parameters } = await request(more)
  const address = oidc.buildAuthorizationUrl(config, parameters)
  const back = await through(world, browser, address)
  const tokens = await oidc.authorizationCodeGrant(config, back, checks, undefined, options)
  return { tokens, back, checks, browser }
}

// The `error` with which the certified client learns of a refusal: in the answer's body, in the
// redirect, or in the challenge of a 401.
export async function refusal(promise) {
  try {
    await promise
  } catch (problem) {
    const told = problem.error ?? problem.cause?.error ?? (await challenged(problem))
    assert.ok(told, `not a refusal: ${problem.stack}`)
    return told
  }
  throw new assert.AssertionError({ message: 'was not refused' })
}

async function challenged(problem) {
  const [challenge] = Array.isArray(problem.cause) ? problem.cause : []
  if (!challenge) return undefined
  return challenge.parameters.error ?? (await problem.response.json()).error
}
