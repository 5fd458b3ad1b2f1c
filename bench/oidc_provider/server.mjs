// The reference of the benchmarks of tokens: the certified npm oidc-provider as it comes, with
// everything in memory, one client, ES256. `node server.mjs PORT CLIENT_ID SECRET REDIRECT_URI`.
//
// Its person is always signed in and agrees at once; GET /bench/refresh-token gives a refresh
// token, so that refreshing can be measured without a browser.
import { generateKeyPairSync } from 'node:crypto';
import Provider from 'oidc-provider';

const [port, clientId, clientSecret, redirectUri] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;
const scope = 'openid offline_access';
const accountId = 'aysel';

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const provider = new Provider(issuer, {
  clients: [{
    client_id: clientId,
    client_secret: clientSecret,
    redirect_uris: [redirectUri],
    response_types: ['code'],
    grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
    token_endpoint_auth_method: 'client_secret_basic',
    id_token_signed_response_alg: 'ES256',
  }],
  jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig' }] },
  cookies: { keys: ['bench'] },
  findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => ({ sub }) }),
  interactions: { url: (_ctx, interaction) => `/bench/interaction/${interaction.uid}` },
  issueRefreshToken: (_ctx, _client, code) => code.scopes.has('offline_access'),
  rotateRefreshToken: true,
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    introspection: { enabled: true, allowedPolicy: () => true },
    resourceIndicators: {
      enabled: true,
      // Opaque tokens when asked for by their scope: signed ones it can't introspect.
      defaultResource: (ctx) => (ctx.oidc?.params?.scope === 'opaque' ? undefined : `${issuer}/api/`),
      getResourceServerInfo: (_ctx, audience) => ({
        audience,
        scope: '',
        accessTokenTTL: 600,
        accessTokenFormat: 'jwt',
        jwt: { sign: { alg: 'ES256' } },
      }),
      useGrantedResource: () => true,
    },
  },
  scopes: ['openid', 'offline_access', 'opaque'],
  ttl: { AccessToken: 600, ClientCredentials: 600, IdToken: 600, RefreshToken: 86400, Grant: 86400, Session: 86400, Interaction: 600 },
});

async function agreed() {
  const grant = new provider.Grant({ accountId, clientId });
  grant.addOIDCScope(scope);
  return grant.save();
}

async function interact(ctx) {
  const result = { login: { accountId, remember: true }, consent: { grantId: await agreed() } };
  ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, result));
}

async function giveRefreshToken(ctx) {
  const client = await provider.Client.find(clientId);
  const now = Math.floor(Date.now() / 1000);
  const token = new provider.RefreshToken({
    accountId, client, scope, grantId: await agreed(), authTime: now, gty: 'authorization_code',
  });
  ctx.body = { refresh_token: await token.save() };
}

provider.use(async (ctx, next) => {
  if (ctx.path.startsWith('/bench/interaction/')) return interact(ctx);
  if (ctx.path === '/bench/refresh-token') return giveRefreshToken(ctx);
  return next();
});
provider.on('server_error', (_ctx, error) => console.error(error));
provider.listen(Number(port), '127.0.0.1');
