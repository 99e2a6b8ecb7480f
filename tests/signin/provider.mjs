// An OpenID Connect provider for tests: a real one by protocol, whose sign-in form says at once who the person is.
// node provider.mjs PORT REDIRECT_URI [CLAIMED_ISSUER]
// The person comes from the file that PEOPLE names: {"sub": ..., "email": ..., "email_verified": ..., "code_seconds": ...}
import { readFileSync } from "node:fs";
import Provider from "oidc-provider";

const [port, redirectUri, claimed] = process.argv.slice(2);
const issuer = `http://localhost:${port}`;
const person = () => JSON.parse(readFileSync(process.env.PEOPLE, "utf8"));

const provider = new Provider(claimed ?? issuer, {
  clients: [{
    client_id: "qianqiao",
    client_secret: "a secret of the client",
    redirect_uris: [redirectUri],
    token_endpoint_auth_method: "client_secret_post",
  }],
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
  conformIdTokenClaims: false,
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_context, interaction) => `/sign-in/${interaction.uid}` },
  pkce: { required: () => true },
  ttl: { AuthorizationCode: () => person().code_seconds ?? 60, AccessToken: 60, Grant: 60, IdToken: 60, Interaction: 60, Session: 60 },
  cookies: { keys: ["only for tests"] },
  jwks: { keys: [JSON.parse(process.env.SIGNING_KEY)] },
  findAccount: async (_context, id) => ({
    accountId: id,
    claims: async () => ({ ...person(), sub: id }),
  }),
});

// what a provider that mixes people up would say of somebody else
provider.use(async (context, next) => {
  await next();
  if (context.path === "/me" && person().userinfo_sub) context.body = { ...context.body, sub: person().userinfo_sub };
});
provider.use(async (context, next) => {
  if (!context.path.startsWith("/sign-in/")) return next();
  const details = await provider.interactionDetails(context.req, context.res);
  const { sub } = person();
  const grant = new provider.Grant({ accountId: sub, clientId: details.params.client_id });
  grant.addOIDCScope(details.params.scope);
  const result = person().cancels
    ? { error: "access_denied" }
    : { login: { accountId: sub, remember: false }, consent: { grantId: await grant.save() } };
  return provider.interactionFinished(context.req, context.res, result);
});

provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
